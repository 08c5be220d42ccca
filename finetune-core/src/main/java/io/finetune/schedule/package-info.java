/**
 * Learning rates over time. The entry is {@link io.finetune.schedule.Schedules}.
 *
 * <pre>{@code
 * Schedule schedule = Schedules.named("cosine").create(new ScheduleSettings(0.1, 10_000));
 * double rate = schedule.at(step);
 * }</pre>
 */
package io.finetune.schedule;
