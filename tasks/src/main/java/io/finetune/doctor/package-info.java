/**
 * What this machine has of what training needs, and what to do about the rest: {@link
 * io.finetune.doctor.Doctor} looks, and answers with a {@link io.finetune.doctor.Diagnosis} a
 * topic.
 *
 * <pre>{@code
 * for (Diagnosis diagnosis : Doctor.examine(Places.usual())) {
 *   System.out.println(diagnosis.topic() + ": " + diagnosis.found());
 *   diagnosis.remedy().ifPresent(System.out::println);
 * }
 * }</pre>
 *
 * <p>Looking at the engine loads it, as a training would.
 */
package io.finetune.doctor;
