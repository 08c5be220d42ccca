package io.finetune.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.FinetuneException;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

  @Test
  void everyLineHasANameOfItsOwnAndAllThatHelpShows() {
    Set<String> names = new HashSet<>();
    for (Setting<?> setting : Settings.all()) {
      assertTrue(names.add(setting.name()), setting.name() + " stands twice");
      assertTrue(setting.name().matches("[a-z][a-z0-9]*(-[a-z]+)*"), setting.name());
      assertNotNull(setting.group(), setting.name());
      assertFalse(setting.hint().isBlank(), setting.name());
      assertFalse(setting.help().isBlank(), setting.name());
      assertFalse(setting.help().endsWith("."), setting.name() + ": help is no sentence");
      assertSame(setting, Settings.get(setting.name()));
    }
  }

  @Test
  void everyConstantIsInTheTable() {
    long constants =
        Arrays.stream(Settings.class.getFields())
            .filter(field -> Modifier.isStatic(field.getModifiers()))
            .filter(field -> field.getType() == Setting.class)
            .count();
    assertEquals(constants, Settings.all().size());
  }

  @Test
  void everyGroupHasSettings() {
    for (Setting.Group group : Setting.Group.values()) {
      assertTrue(Settings.all().stream().anyMatch(s -> s.group() == group), group.title());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "epochs|0|expected 1 or more",
        "epochs|1.5|expected a whole number",
        "epochs|''|expected a whole number",
        "epochs|99999999999|expected a whole number",
        "seed|abc|expected a whole number",
        "lr|-0.1|expected a number from 0.0 to 1000000.0",
        "lr|NaN|expected a number from 0.0 to 1000000.0",
        "lr|fast|expected a number",
        "nesterov|yes|expected true or false",
        "norm|layer|expected one of batch, group, frozen_batch",
        "schedule|linear|expected one of constant, step, multistep, cosine, polynomial, one_cycle",
        "milestones|50;80|expected whole numbers",
        "milestones|50,,80|expected whole numbers"
      })
  void aValueThatDoesNotFitIsRefused(String name, String text, String expected) {
    var error = assertThrows(FinetuneException.class, () -> Settings.get(name).parse(text));
    assertEquals("--" + name + " does not take '" + text + "': " + expected, error.getMessage());
  }

  @Test
  void valuesAreReadAsTheirTypes() {
    assertEquals(3, Settings.EPOCHS.parse("3"));
    assertEquals(1e-4, Settings.WEIGHT_DECAY.parse("1e-4"));
    assertEquals(-1L, Settings.SEED.parse("-1"));
    assertEquals(false, Settings.NESTEROV.parse("false"));
    assertEquals("one_cycle", Settings.SCHEDULE_NAME.parse("one_cycle"));
    assertEquals(List.of(50, 80), Settings.MILESTONES.parse("50, 80"));
    assertEquals(List.of(), Settings.MILESTONES.parse(""));
  }
}
