package io.finetune.page;

/**
 * A setting of a run.
 *
 * @param group its heading; empty where the run did not record it
 * @param name its name
 * @param value its value as text
 * @param chosenBy who chose it: {@code user}, {@code config}, {@code recipe}, {@code optimizer},
 *     {@code default}; empty where the run did not record it
 * @param help what it does; empty where the run did not record it
 */
record SettingLine(String group, String name, String value, String chosenBy, String help) {}
