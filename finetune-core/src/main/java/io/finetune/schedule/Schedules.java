package io.finetune.schedule;

import io.finetune.Names;
import java.util.List;
import java.util.function.Function;

/** The schedules by name, each with linear warm-up if its settings ask for one. */
public final class Schedules {

  private static final List<Entry> TABLE =
      List.of(
          new Entry("constant", "The same rate throughout.", s -> new Schedule.Constant(s.rate())),
          new Entry(
              "step",
              "Times gamma every so many steps.",
              s -> new Schedule.Step(s.rate(), s.every(), s.gamma())),
          new Entry(
              "multistep",
              "Times gamma at each milestone.",
              s -> new Schedule.MultiStep(s.rate(), s.milestones(), s.gamma())),
          new Entry(
              "cosine",
              "Half a cosine down to the least rate.",
              s -> new Schedule.Cosine(s.rate(), s.total(), s.least())),
          new Entry(
              "polynomial",
              "A power of what is left of the training.",
              s -> new Schedule.Polynomial(s.rate(), s.total(), s.power())),
          new Entry(
              "one_cycle",
              "Up from a 25th of the rate, then down to almost nothing.",
              s -> new Schedule.OneCycle(s.rate(), s.total(), s.rise(), 25, 1e4)));

  private Schedules() {}

  /**
   * A line of the table.
   *
   * @param name its name
   * @param description one sentence
   * @param constructor builds it, without warm-up
   */
  public record Entry(
      String name, String description, Function<ScheduleSettings, Schedule> constructor) {

    /**
     * Builds the schedule, with the warm-up that the settings ask for.
     *
     * @param settings its settings
     * @return the schedule
     * @throws IllegalArgumentException if a setting is out of range
     */
    public Schedule create(ScheduleSettings settings) {
      Schedule main = constructor.apply(settings);
      return settings.warmUp() == 0
          ? main
          : new Schedule.WarmUp(main, settings.warmUp(), settings.warmUpStart());
    }
  }

  /**
   * Returns the whole table.
   *
   * @return the lines
   */
  public static List<Entry> all() {
    return TABLE;
  }

  /**
   * Finds a line.
   *
   * @param name the name, such as {@code cosine}
   * @return the line
   * @throws io.finetune.FinetuneException if there is none; the message has the nearest and all
   *     valid names
   */
  public static Entry named(String name) {
    return Names.find("schedule", name, TABLE, Entry::name);
  }
}
