package org.concretescore.core.latent;

import java.util.Arrays;
import java.util.List;

/**
 * Estimators of the gradient of the multi-sample bound of a model with discrete latent variables. All of them follow
 * the gradient of the log weights with normalised importance weights. They differ in what z is, and in how the gradient
 * handles z.
 */
public enum Estimator {
    /**
     * z is a Concrete variable, and the gradient goes through it (section 3.3). It is unbiased for the relaxed bound
     * and biased for the discrete bound; the bias is smaller at lower temperatures.
     */
    CONCRETE("concrete"),
    /**
     * z is discrete, and the gradient goes through it as if it were its expected value, or its relaxation (Bengio et
     * al., 2013). The gradient is biased, and it is not the gradient of any loss.
     */
    STRAIGHT_THROUGH("straight-through"),
    /**
     * z is discrete. The learning signal of its log posterior is one sample's log weight, minus a trained and a running
     * baseline, divided by its running standard deviation (Mnih and Gregor, 2014). It is unbiased except for the
     * division, which scales down the posterior's part.
     */
    NVIL("nvil"),
    /**
     * z is discrete. The learning signal of each sample is the bound minus the bound with the geometric mean of the
     * other weights in place of the sample's weight (Mnih and Rezende, 2016). It is unbiased.
     */
    VIMCO("vimco");

    /** The names that {@link #parse} knows. */
    public static final List<String> NAMES =
            Arrays.stream(values()).map(Estimator::label).toList();

    private final String label;

    Estimator(String label) {
        this.label = label;
    }

    /**
     * Returns an estimator by its name.
     *
     * @param name one of {@link #NAMES}
     * @return the estimator
     * @throws IllegalArgumentException if the name is unknown
     */
    public static Estimator parse(String name) {
        int index = NAMES.indexOf(name);
        if (index < 0) {
            throw new IllegalArgumentException(
                    "unknown estimator '" + name + "'; the known names are " + String.join(", ", NAMES));
        }
        return values()[index];
    }

    /**
     * Returns the name on the command line.
     *
     * @return for instance {@code straight-through}
     */
    public String label() {
        return label;
    }

    /**
     * Returns whether z is continuous while training.
     *
     * @return true for {@link #CONCRETE}
     */
    public boolean isRelaxed() {
        return this == CONCRETE;
    }

    /**
     * Returns whether the gradient goes through z, so that the samples must be functions of the parameters and of given
     * noise. The other estimators take z as given and follow the gradient of its log posterior.
     *
     * @return true for {@link #CONCRETE} and {@link #STRAIGHT_THROUGH}
     */
    public boolean goesThroughSamples() {
        return this == CONCRETE || this == STRAIGHT_THROUGH;
    }

    /**
     * Returns whether the model's baseline is used and trained.
     *
     * @return true for {@link #NVIL}
     */
    public boolean usesBaseline() {
        return this == NVIL;
    }

    /**
     * Returns whether this estimator exists for the m-sample bound. NVIL is for one sample: with more, it would have
     * one signal for all of them, which VIMCO improves. VIMCO is for two or more, because it compares a sample with the
     * others.
     *
     * @param samples m
     * @return true if m is at least 1 and suits the estimator
     */
    public boolean takes(int samples) {
        return switch (this) {
            case NVIL -> samples == 1;
            case VIMCO -> samples > 1;
            default -> samples > 0;
        };
    }

    /**
     * Checks that this estimator exists for the m-sample bound.
     *
     * @param samples m
     * @throws IllegalArgumentException if m is below 1, above 1 for NVIL, or 1 for VIMCO
     */
    public void requireSamples(int samples) {
        if (!takes(samples)) {
            String range =
                    switch (this) {
                        case NVIL -> "1 (for more, use vimco)";
                        case VIMCO -> "at least 2 (for 1, use nvil)";
                        default -> "at least 1";
                    };
            throw new IllegalArgumentException("samples of " + label + " must be " + range + ", were " + samples);
        }
    }

    /** Returns the {@link #label}. */
    @Override
    public String toString() {
        return label;
    }
}
