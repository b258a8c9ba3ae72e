package org.concretescore.examples.relaxed;

import java.util.Arrays;
import java.util.List;
import org.concretescore.core.latent.Estimator;
import org.concretescore.nn.latent.Relaxation;
import org.concretescore.nn.latent.Temperatures;
import org.concretescore.nn.train.LatentObjective;

/** The names of {@code --estimator}: the estimators, and the relaxations that the paper has beside equation 20. */
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

    /** The method of a name that was checked. */
    static RelaxedMethod of(String name) {
        return values()[NAMES.indexOf(name)];
    }

    /** Whether there is such an estimator of the m-sample bound. */
    boolean takes(int m) {
        return estimator.takes(m);
    }

    /** Whether the temperature means something. */
    boolean isTempered() {
        return estimator.goesThroughSamples();
    }

    /** Whether the prior's temperature means something. */
    boolean isPriorTempered() {
        return relaxation == Relaxation.CONCRETE || relaxation == Relaxation.LOGISTIC_NORMAL;
    }

    /** Whether nodes are continuous while they are trained, so that the objective is not that of the model. */
    boolean isRelaxed() {
        return estimator.isRelaxed();
    }

    /** Whether it differs from concrete by what it takes for the divergence from the prior. */
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
