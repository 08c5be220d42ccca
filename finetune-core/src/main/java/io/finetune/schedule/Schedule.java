package io.finetune.schedule;

import java.util.List;

/**
 * The learning rate as a pure function of the step. Steps are optimizer steps, counted from 0. The
 * formulas are those of {@code torch.optim.lr_scheduler}; past its last step a schedule stays at
 * its last value.
 */
public sealed interface Schedule {

  /**
   * Returns the learning rate of a step.
   *
   * @param step the step, from 0
   * @return the learning rate
   */
  double at(long step);

  /** {@code rate}. */
  record Constant(double rate) implements Schedule {
    @Override
    public double at(long step) {
      return rate;
    }
  }

  /** {@code rate * gamma^floor(step / every)}, as StepLR. */
  record Step(double rate, long every, double gamma) implements Schedule {
    /** Checks that {@code every} is positive. */
    public Step {
      positive("steps between decays", every);
    }

    @Override
    public double at(long step) {
      return rate * Math.pow(gamma, (double) Math.floorDiv(step, every));
    }
  }

  /** {@code rate * gamma^(milestones reached)}, as MultiStepLR. */
  record MultiStep(double rate, List<Long> milestones, double gamma) implements Schedule {
    /** Checks that milestones rise. */
    public MultiStep {
      milestones = List.copyOf(milestones);
      for (int i = 1; i < milestones.size(); i++) {
        if (milestones.get(i) <= milestones.get(i - 1)) {
          throw new IllegalArgumentException("milestones " + milestones + " do not rise");
        }
      }
    }

    @Override
    public double at(long step) {
      long reached = milestones.stream().filter(milestone -> milestone <= step).count();
      return rate * Math.pow(gamma, (double) reached);
    }
  }

  /** {@code least + (rate - least) * (1 + cos(pi * step / total)) / 2}, as CosineAnnealingLR. */
  record Cosine(double rate, long total, double least) implements Schedule {
    /** Checks that {@code total} is positive. */
    public Cosine {
      positive("total steps", total);
    }

    @Override
    public double at(long step) {
      return anneal(rate, least, (double) Math.min(step, total) / total);
    }
  }

  /** {@code rate * (1 - step / total)^power}, as PolynomialLR. */
  record Polynomial(double rate, long total, double power) implements Schedule {
    /** Checks that {@code total} is positive. */
    public Polynomial {
      positive("total steps", total);
    }

    @Override
    public double at(long step) {
      return rate * Math.pow(1 - (double) Math.min(step, total) / total, power);
    }
  }

  /**
   * From {@code rate / division} along a cosine up to {@code rate}, then down to {@code rate /
   * division / finalDivision}, reached at the last step; as OneCycleLR.
   *
   * @param rate the greatest learning rate
   * @param total steps of the whole training
   * @param rise the fraction of it that goes up
   * @param division how much smaller the rate is at the start
   * @param finalDivision how much smaller than at the start it is in the end
   */
  record OneCycle(double rate, long total, double rise, double division, double finalDivision)
      implements Schedule {
    /** Checks the components. */
    public OneCycle {
      positive("total steps", total);
      if (!(rise > 0 && rise < 1 && division > 0 && finalDivision > 0)) {
        throw new IllegalArgumentException(
            "one cycle needs a rise in (0, 1) and positive divisions; they are "
                + List.of(rise, division, finalDivision));
      }
    }

    @Override
    public double at(long step) {
      double top = rise * total - 1;
      double end = total - 1.0;
      double start = rate / division;
      double now = Math.min((double) step, end);
      if (now <= top) {
        return anneal(start, rate, now / top);
      }
      return anneal(rate, start / finalDivision, (now - top) / (end - top));
    }
  }

  /**
   * The learning rate of another schedule times a factor that rises linearly from {@code start} to
   * 1 over the first steps, as LinearLR chained with it; its clock runs from step 0 too.
   *
   * @param main the other schedule
   * @param steps steps of warm-up
   * @param start the factor at step 0, in [0, 1]
   */
  record WarmUp(Schedule main, long steps, double start) implements Schedule {
    /** Checks the components. */
    public WarmUp {
      positive("warm-up steps", steps);
      if (!(start >= 0 && start <= 1)) {
        throw new IllegalArgumentException("warm-up starts at factor " + start + ", not in [0, 1]");
      }
    }

    @Override
    public double at(long step) {
      double factor = start + (1 - start) * Math.min(step, steps) / steps;
      return main.at(step) * factor;
    }
  }

  private static double anneal(double from, double to, double fraction) {
    return to + (from - to) * (1 + Math.cos(Math.PI * fraction)) / 2;
  }

  private static void positive(String what, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(what + " are " + value + "; at least 1 is needed");
    }
  }
}
