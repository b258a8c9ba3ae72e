package org.concretescore.examples.relaxed;

import java.util.Arrays;
import java.util.List;
import org.concretescore.core.latent.Estimator;
import org.concretescore.nn.latent.Relaxation;
import org.concretescore.nn.latent.Temperatures;
import org.concretescore.nn.train.LatentObjective;

/** The values of {@code --estimator}: the estimators, and the relaxations that the paper compares with equation 20. */
enum RelaxedMethod {
    CONCRETE("concrete", Estimator.CONCRETE, Relaxation.CONCRETE),
    MASSES("masses", Estimator.CONCRETE, Relaxation.MASSES),
    ANALYTIC("analytic", Estimator.CONCRETE, Relaxation.ANALYTIC),
    LOGISTIC_NORMAL("logistic-normal", Estimator.CONCRETE, Relaxation.LOGISTIC_NORMAL),
    STRAIGHT_THROUGH("straight-through", Estimator.STRAIGHT_THROUGH, Relaxation.STRAIGHT_THROUGH),
    NVIL("nvil", Estimator.NVIL, Relaxation.DISCRETE),
    VIMCO("vimco", Estimator.VIMCO, Relaxation.DISCRETE);

    static final List<String> NAMES =
            Arrays.stream(values()).map(method -> method.label).toList();

    final String label;
    private final Estimator estimator;
    private final Relaxation relaxation;

    RelaxedMethod(String label, Estimator estimator, Relaxation relaxation) {
        this.label = label;
        this.estimator = estimator;
        this.relaxation = relaxation;
    }

    /** Returns the method of a name, which must be one of {@link #NAMES}. */
    static RelaxedMethod of(String name) {
        return values()[NAMES.indexOf(name)];
    }

    /** Whether the estimator is defined for the m-sample bound. */
    boolean takes(int m) {
        return estimator.takes(m);
    }

    /** Whether training depends on the temperature of the nodes. */
    boolean isTempered() {
        return estimator.goesThroughSamples();
    }

    /** Whether training depends on the temperature of the prior. */
    boolean isPriorTempered() {
        return relaxation == Relaxation.CONCRETE || relaxation == Relaxation.LOGISTIC_NORMAL;
    }

    /** Whether nodes are continuous in training, so that the trained bound is not that of the discrete model. */
    boolean isRelaxed() {
        return estimator.isRelaxed();
    }

    /** Whether the method differs from {@link #CONCRETE} only in the divergence from the prior. */
    boolean isAboutThePrior() {
        return this == MASSES || this == ANALYTIC;
    }

    Relaxation relaxation() {
        return relaxation;
    }

    LatentObjective objective(int m, Temperatures temperatures) {
        return new LatentObjective(estimator, m, relaxation, temperatures);
    }
}
