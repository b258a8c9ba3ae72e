package org.concretescore.core.latent;

import java.util.Arrays;
import java.util.List;

/**
 * Ways to the gradient of the multi-sample bound of a model with discrete latent variables. All of them go down the log
 * weights with their normalised importance weights; they differ in what z is, and in how the gradient gets around z.
 */
public enum Estimator {
    /**
     * z is a Concrete variable, and the gradient goes through it (section 3.3). Of the relaxed bound it is unbiased, of the
     * discrete one biased, less so at lower temperatures.
     */
    CONCRETE("concrete"),
    /**
     * z is discrete, and the gradient goes through it as if it were its expected value, or its relaxation (Bengio et al.,
     * 2013): biased, and no gradient of any loss.
     */
    STRAIGHT_THROUGH("straight-through"),
    /**
     * z is discrete, and one sample's log weight, with a trained and a running baseline taken away and divided by its running
     * standard deviation, is the learning signal of its log posterior (Mnih and Gregor, 2014). Unbiased but for the
     * division, which shortens the posterior's part.
     */
    NVIL("nvil"),
    /**
     * z is discrete, and the learning signal of each sample is what the bound gains by it: the bound, less what it would be
     * if the sample's weight were the geometric mean of the others' (Mnih and Rezende, 2016). Unbiased.
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
     * An estimator by its name.
     *
     * @param name one of {@link #NAMES}
     * @return the estimator
     * @throws IllegalArgumentException if the name is unknown
     */
    public static Estimator parse(String name) {
        int index = NAMES.indexOf(name);
        if (index < 0) {
            throw new IllegalArgumentException(
                    "unknown estimator '" + name + "'; known are " + String.join(", ", NAMES));
        }
        return values()[index];
    }

    /**
     * The name on the command line.
     *
     * @return for instance {@code straight-through}
     */
    public String label() {
        return label;
    }

    /**
     * Whether z is continuous while training.
     *
     * @return true of {@link #CONCRETE}
     */
    public boolean isRelaxed() {
        return this == CONCRETE;
    }

    /**
     * Whether the gradient goes through z, so that the samples must be functions of the parameters and of given noise. The
     * others take z as given, and go down its log posterior.
     *
     * @return true of {@link #CONCRETE} and {@link #STRAIGHT_THROUGH}
     */
    public boolean goesThroughSamples() {
        return this == CONCRETE || this == STRAIGHT_THROUGH;
    }

    /**
     * Whether the model's baseline is used and trained.
     *
     * @return true of {@link #NVIL}
     */
    public boolean usesBaseline() {
        return this == NVIL;
    }

    /**
     * Whether there is such an estimator of the m-sample bound. NVIL is for one sample: with more, one signal for all of them
     * is what VIMCO was made to replace. VIMCO is for two or more: it compares a sample with the others.
     *
     * @param samples m
     * @return true if m is at least 1 and right for the estimator
     */
    public boolean takes(int samples) {
        return switch (this) {
            case NVIL -> samples == 1;
            case VIMCO -> samples > 1;
            default -> samples > 0;
        };
    }

    /**
     * Checks that there is such an estimator of the m-sample bound.
     *
     * @param samples m
     * @throws IllegalArgumentException if m is below 1, above 1 for NVIL, or 1 for VIMCO
     */
    public void requireSamples(int samples) {
        if (!takes(samples)) {
            String range =
                    switch (this) {
                        case NVIL -> "1 (for more, take vimco)";
                        case VIMCO -> "at least 2 (for 1, take nvil)";
                        default -> "at least 1";
                    };
            throw new IllegalArgumentException("samples of " + label + " must be " + range + ", were " + samples);
        }
    }

    /** The {@link #label}. */
    @Override
    public String toString() {
        return label;
    }
}
