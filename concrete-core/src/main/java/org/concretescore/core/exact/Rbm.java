package org.concretescore.core.exact;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.numeric.LogSpace;
import org.concretescore.core.score.GradientDensity;
import org.concretescore.core.score.LocalScore;
import org.concretescore.core.space.Counts;
import org.concretescore.core.space.StateSpace;

/**
 * The D visible bits of a restricted Boltzmann machine, with its H hidden bits summed out: {@code p(x) ~ exp(b x)
 * prod_j (1 + exp(a_j))} with the pre-activations {@code a_j = c_j + sum_d x_d W_dj}. The energy is the free energy.
 *
 * <p>A row of the score on bit flips costs 2 D H multiplications, H exponentials and D logarithms. A single slot needs
 * all pre-activations, so it costs nearly as much as D slots, and a move affects all slots. Samplers should use rows.
 *
 * <p>Exact answers enumerate the hidden units, at most 28, on the threads of the common pool. The number of threads
 * does not change any bit of the result. They take {@code 2^H D} multiplications for log Z and as many divisions for
 * the mean of the statistic. With 25 hidden and 100 visible units, log Z takes 2 seconds of one core and the mean 3.5
 * more. A sample then takes {@code 2^9 D} multiplications. The mean free energy would need a sum over the visible
 * units, so the statistic is the number of visible units that are 1.
 */
public final class Rbm implements Target, LocalScore, GradientDensity {
    /**
     * The largest absolute sum of a unit's weights and bias. The product of two exponentials of it is still a double.
     */
    private static final double LARGEST = 300;

    private final int visible;
    private final int hidden;
    /** {@code [D, H]}, and transposed. */
    private final double[] weights;

    private final double[] weightsOfHidden;
    private final double[] visibleBiases;
    private final double[] hiddenBiases;
    /**
     * {@code exp(W)} and {@code exp(-W)}, {@code [D, H]}: the effect of a flip on the exponential of a pre-activation.
     */
    private final double[] up;

    private final double[] down;
    private final Neighborhood graph;
    private final HiddenStates enumeration;
    private final Lazy<HiddenStates.Sums> sums;
    private final Lazy<Double> meanOnes;

    private Rbm(double[] weights, double[] visibleBiases, double[] hiddenBiases) {
        this.visible = visibleBiases.length;
        this.hidden = hiddenBiases.length;
        this.weights = weights;
        this.visibleBiases = visibleBiases;
        this.hiddenBiases = hiddenBiases;
        this.weightsOfHidden = new double[weights.length];
        for (int d = 0; d < visible; d++) {
            for (int j = 0; j < hidden; j++) {
                weightsOfHidden[j * visible + d] = weights[d * hidden + j];
            }
        }
        this.up = Arrays.stream(weights).map(Math::exp).toArray();
        this.down = Arrays.stream(weights).map(w -> Math.exp(-w)).toArray();
        this.graph = Graphs.hamming(StateSpace.binary(visible));
        this.enumeration = new HiddenStates(weights, visibleBiases, hiddenBiases);
        this.sums = new Lazy<>(() -> enumeration.sums(this));
        this.meanOnes = new Lazy<>(() -> enumeration.meanOnes(sums.get()));
    }

    /**
     * Returns a machine with given parameters.
     *
     * @param weights {@code [D, H]}, row-major, W; copied
     * @param visibleBiases {@code [D]}, b; copied
     * @param hiddenBiases {@code [H]}, c; copied
     * @return the machine
     * @throws IllegalArgumentException if a layer is empty, the numbers of weights and biases do not fit each other, or
     *     the absolute values of a unit's bias and weights sum to more than 300 or are NaN
     */
    public static Rbm of(double[] weights, double[] visibleBiases, double[] hiddenBiases) {
        int visible = visibleBiases.length;
        int hidden = hiddenBiases.length;
        requireLayers(visible, hidden);
        if (weights.length != (long) visible * hidden) {
            throw new IllegalArgumentException(Counts.were(weights.length, "weight") + " given for " + visible
                    + " visible and " + Counts.of(hidden, "hidden unit"));
        }
        double[] ofVisible = new double[visible];
        double[] ofHidden = new double[hidden];
        Arrays.setAll(ofVisible, d -> Math.abs(visibleBiases[d]));
        Arrays.setAll(ofHidden, j -> Math.abs(hiddenBiases[j]));
        for (int i = 0; i < weights.length; i++) {
            ofVisible[i / hidden] += Math.abs(weights[i]);
            ofHidden[i % hidden] += Math.abs(weights[i]);
        }
        requireModerate("visible", ofVisible);
        requireModerate("hidden", ofHidden);
        return new Rbm(weights.clone(), visibleBiases.clone(), hiddenBiases.clone());
    }

    private static void requireLayers(int visible, int hidden) {
        if (visible < 1 || hidden < 1) {
            throw new IllegalArgumentException(
                    "visible and hidden must be at least 1, were " + visible + " and " + hidden);
        }
        if ((long) visible * hidden > 1 << 26) {
            throw new IllegalArgumentException(
                    "visible times hidden must be at most 2^26, were " + visible + " and " + hidden);
        }
    }

    private static void requireModerate(String layer, double[] sums) {
        for (int i = 0; i < sums.length; i++) {
            if (!(sums[i] <= LARGEST)) {
                throw new IllegalArgumentException("bias and weights of " + layer + " unit " + i
                        + " must have absolute values with a sum of at most " + LARGEST + ", was " + sums[i]);
            }
        }
    }

    /**
     * Returns a machine with independent normal parameters of mean 0. The weights are drawn first, then the biases of
     * the visible units, then those of the hidden ones.
     *
     * @param visible D, at least 1
     * @param hidden H, at least 1
     * @param weightDeviation standard deviation of the weights, at least 0
     * @param biasDeviation standard deviation of the biases of both layers, at least 0
     * @param random the generator
     * @return the machine
     * @throws IllegalArgumentException if a layer is empty, a deviation is negative or not finite, or it is so large
     *     that a unit is refused
     */
    public static Rbm random(
            int visible, int hidden, double weightDeviation, double biasDeviation, UniformRandomProvider random) {
        requireLayers(visible, hidden);
        requireDeviation("weightDeviation", weightDeviation);
        requireDeviation("biasDeviation", biasDeviation);
        ZigguratSampler.NormalizedGaussian normal = ZigguratSampler.NormalizedGaussian.of(random);
        double[] weights = new double[visible * hidden];
        double[] visibleBiases = new double[visible];
        double[] hiddenBiases = new double[hidden];
        Arrays.setAll(weights, i -> weightDeviation * normal.sample());
        Arrays.setAll(visibleBiases, i -> biasDeviation * normal.sample());
        Arrays.setAll(hiddenBiases, i -> biasDeviation * normal.sample());
        return of(weights, visibleBiases, hiddenBiases);
    }

    private static void requireDeviation(String name, double deviation) {
        if (!(deviation >= 0 && deviation < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(name + " must be finite and not negative, was " + deviation);
        }
    }

    /** Returns this machine itself, on bit flips. */
    @Override
    public LocalScore score() {
        return this;
    }

    @Override
    public StateSpace space() {
        return graph.space();
    }

    @Override
    public Neighborhood neighborhood() {
        return graph;
    }

    /** Writes the pre-activations of the hidden units. */
    private void activate(int[] states, int at, double[] activations) {
        System.arraycopy(hiddenBiases, 0, activations, 0, hidden);
        for (int d = 0; d < visible; d++) {
            if (states[at + d] != 0) {
                for (int j = 0; j < hidden; j++) {
                    activations[j] += weights[d * hidden + j];
                }
            }
        }
    }

    private double logDensity(int[] states, int at, double[] activations) {
        double sum = 0;
        for (int d = 0; d < visible; d++) {
            sum += states[at + d] == 0 ? 0 : visibleBiases[d];
        }
        for (double activation : activations) {
            sum += LogSpace.softplus(activation);
        }
        return sum;
    }

    @Override
    public void logDensities(int[] states, int count, double[] logDensities) {
        space().check(states, count, "logDensities", logDensities, 1);
        double[] activations = new double[hidden];
        for (int row = 0; row < count; row++) {
            activate(states, row * visible, activations);
            logDensities[row] = logDensity(states, row * visible, activations);
        }
    }

    @Override
    public void logRatios(int[] states, int count, double[] logRatios) {
        space().check(states, count, "logRatios", logRatios, neighborhood().slots());
        double[] on = new double[hidden];
        double[] off = new double[hidden];
        for (int row = 0; row < count; row++) {
            int at = row * visible;
            activate(states, at, on);
            for (int j = 0; j < hidden; j++) {
                double exp = Math.exp(on[j]);
                on[j] = exp / (1 + exp);
                off[j] = 1 / (1 + exp);
            }
            for (int d = 0; d < visible; d++) {
                boolean set = states[at + d] != 0;
                double[] factor = set ? down : up;
                // The product of (1 + e^(a +- w)) / (1 + e^a). Each factor is a sum of positive terms that can't
                // overflow.
                double product = 1;
                for (int j = 0, i = d * hidden; j < hidden; j++, i++) {
                    product *= off[j] + on[j] * factor[i];
                }
                logRatios[at + d] = Math.log(product) + (set ? -visibleBiases[d] : visibleBiases[d]);
            }
        }
    }

    @Override
    public double logRatio(int[] states, int at, int slot) {
        boolean set = states[at + slot] != 0;
        double[] factor = set ? down : up;
        double product = 1;
        for (int j = 0; j < hidden; j++) {
            double activation = hiddenBiases[j];
            for (int d = 0, i = j * visible; d < visible; d++, i++) {
                activation += states[at + d] * weightsOfHidden[i];
            }
            double exp = Math.exp(activation);
            product *= (1 + exp * factor[slot * hidden + j]) / (1 + exp);
        }
        return Math.log(product) + (set ? -visibleBiases[slot] : visibleBiases[slot]);
    }

    /** Writes all slots. */
    @Override
    public int affected(int[] states, int at, int slot, int[] slots) {
        for (int d = 0; d < visible; d++) {
            slots[d] = d;
        }
        return visible;
    }

    @Override
    public int maxAffected() {
        return visible;
    }

    /**
     * {@inheritDoc}
     *
     * <p>The gradient of the free energy with respect to the inputs of value 1 is
     * {@code b_d + sum_j sigmoid(a_j) W_dj}; with respect to those of value 0 it is 0.
     */
    @Override
    public void gradients(int[] states, int count, double[] logDensities, double[] gradients) {
        space().check(states, count, "logDensities", logDensities, 1);
        space().check(states, count, "gradients", gradients, GradientDensity.inputs(space()));
        double[] activations = new double[hidden];
        for (int row = 0; row < count; row++) {
            int at = row * visible;
            activate(states, at, activations);
            logDensities[row] = logDensity(states, at, activations);
            for (int j = 0; j < hidden; j++) {
                activations[j] = LogSpace.sigmoid(activations[j]);
            }
            for (int d = 0; d < visible; d++) {
                double sum = visibleBiases[d];
                for (int j = 0, i = d * hidden; j < hidden; j++, i++) {
                    sum += activations[j] * weights[i];
                }
                gradients[2 * (at + d)] = 0;
                gradients[2 * (at + d) + 1] = sum;
            }
        }
    }

    @Override
    public double logZ() {
        return sums.get().logZ();
    }

    /** Returns {@code ones}, the number of visible units that are 1. */
    @Override
    public String statistic() {
        return "ones";
    }

    @Override
    public void statistics(int[] states, int count, double[] values) {
        space().check(states, count, "values", values, 1);
        for (int row = 0; row < count; row++) {
            int sum = 0;
            for (int d = 0; d < visible; d++) {
                sum += states[row * visible + d];
            }
            values[row] = sum;
        }
    }

    @Override
    public double meanStatistic() {
        return meanOnes.get();
    }

    @Override
    public void sample(UniformRandomProvider random, int count, int[] states) {
        Draws.requireRoom(space(), count, states);
        enumeration.sample(sums.get(), random, count, states);
    }

    /** Returns a text like {@code Rbm[100 visible, 25 hidden]}. */
    @Override
    public String toString() {
        return "Rbm[" + visible + " visible, " + hidden + " hidden]";
    }
}
