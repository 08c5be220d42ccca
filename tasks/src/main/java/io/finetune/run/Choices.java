package io.finetune.run;

import io.finetune.FinetuneException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Values of settings, each with who chose it. Immutable: {@link #with} gives a copy.
 *
 * <p>A value from a stronger origin is never replaced by a weaker one.
 */
public final class Choices {

  /** No choice made. */
  public static final Choices NONE = new Choices(Map.of());

  /** Who chose a value, weakest first. */
  public enum Origin {
    /** The toolkit, for every run. */
    DEFAULT,
    /** The recipe of this model and dataset. */
    RECIPE,
    /** The optimizer: its own default, or the recipe's number on its scale. */
    OPTIMIZER,
    /** A configuration file. */
    CONFIG,
    /** The user, by flag or call. */
    USER
  }

  private record Choice(Object value, Origin origin) {}

  private final Map<Setting<?>, Choice> choices;

  private Choices(Map<Setting<?>, Choice> choices) {
    this.choices = choices;
  }

  /**
   * Adds a value.
   *
   * @param setting which setting
   * @param value its value
   * @param origin who chose it
   * @param <V> the type of the value
   * @return a copy with it, or this if a stronger origin had chosen
   */
  public <V> Choices with(Setting<V> setting, V value, Origin origin) {
    Choice present = choices.get(setting);
    if (present != null && present.origin().compareTo(origin) > 0) {
      return this;
    }
    Map<Setting<?>, Choice> copy = new LinkedHashMap<>(choices);
    copy.put(setting, new Choice(value, origin));
    return new Choices(copy);
  }

  /**
   * Adds a value in its text form.
   *
   * @param setting which setting
   * @param text its value as text
   * @param origin who chose it
   * @param <V> the type of the value
   * @return a copy with it
   * @throws FinetuneException if the setting does not take the text
   */
  public <V> Choices withText(Setting<V> setting, String text, Origin origin) {
    return with(setting, setting.parse(text), origin);
  }

  /**
   * Takes a value over from other choices.
   *
   * @param setting which setting
   * @param from where it is chosen
   * @param origin who chose it
   * @return a copy with it, or this if nobody chose it there
   */
  <V> Choices with(Setting<V> setting, Choices from, Origin origin) {
    return from.find(setting).map(value -> with(setting, value, origin)).orElse(this);
  }

  /**
   * Returns a value.
   *
   * @param setting which setting
   * @param <V> the type of the value
   * @return its value
   * @throws FinetuneException if nobody chose one
   */
  public <V> V get(Setting<V> setting) {
    return find(setting)
        .orElseThrow(
            () ->
                new FinetuneException(
                    "--"
                        + setting.name()
                        + " is missing: "
                        + setting.help()
                        + ". Give it a value"));
  }

  /**
   * Returns a value if there is one.
   *
   * @param setting which setting
   * @param <V> the type of the value
   * @return its value, or empty
   */
  @SuppressWarnings("unchecked") // with() puts only a V under a Setting<V>
  public <V> Optional<V> find(Setting<V> setting) {
    return Optional.ofNullable(choices.get(setting)).map(choice -> (V) choice.value());
  }

  /**
   * Tells who chose a value.
   *
   * @param setting which setting
   * @return the origin, or empty
   */
  public Optional<Origin> origin(Setting<?> setting) {
    return Optional.ofNullable(choices.get(setting)).map(Choice::origin);
  }

  /**
   * Leaves out all but some settings.
   *
   * @param settings which stay, where somebody chose them
   * @return a copy without the others
   */
  public Choices only(Collection<Setting<?>> settings) {
    Map<Setting<?>, Choice> some = new LinkedHashMap<>(choices);
    some.keySet().retainAll(settings);
    return new Choices(some);
  }

  /**
   * Writes the values as text, in the order of the table.
   *
   * @return name to text, unset ones left out
   */
  public Map<String, String> toMap() {
    Map<String, String> map = new LinkedHashMap<>();
    for (Setting<?> setting : Settings.all()) {
      find(setting).ifPresent(value -> map.put(setting.name(), Setting.format(value)));
    }
    return map;
  }

  /**
   * Adds the values of a map.
   *
   * @param map name to text
   * @param origin who chose them
   * @return a copy with them
   * @throws FinetuneException if a name is unknown or a text does not fit
   */
  public Choices withAll(Map<String, String> map, Origin origin) {
    Choices result = this;
    for (Map.Entry<String, String> entry : map.entrySet()) {
      result = result.withText(Settings.get(entry.getKey()), entry.getValue(), origin);
    }
    return result;
  }

  /**
   * Adds the values of a configuration file.
   *
   * @param file flat YAML, such as a run's {@code config.yaml}
   * @return a copy with them, where the user has not chosen
   * @throws FinetuneException if the file cannot be read, a name is unknown or a text does not fit
   */
  public Choices withConfig(Path file) {
    return withAll(FlatYaml.read(file), Origin.CONFIG);
  }

  /**
   * Adds the values of some settings of a configuration file; whatever else it holds, even what
   * this version does not know, is not looked at.
   *
   * @param file flat YAML, such as a run's {@code config.yaml}
   * @param settings which are taken
   * @return a copy with them, where the user has not chosen
   * @throws FinetuneException if the file cannot be read or one of these has a text that does not
   *     fit
   */
  public Choices withConfig(Path file, Collection<Setting<?>> settings) {
    Map<String, String> values = FlatYaml.read(file);
    values.keySet().retainAll(settings.stream().map(Setting::name).toList());
    return withAll(values, Origin.CONFIG);
  }
}
