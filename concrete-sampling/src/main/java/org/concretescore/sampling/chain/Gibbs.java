package org.concretescore.sampling.chain;

import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.graph.CoordinateSlots;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.parallel.StoppedException;
import org.concretescore.core.score.LocalScore;
import org.concretescore.core.score.ScoreModel;
import org.concretescore.core.space.StateSpace;

/**
 * Gibbs sampling of single coordinates. One coordinate at a time is drawn from its conditional distribution given the
 * others (Geman and Geman 1984), which is determined by the ratios to its other values. The graph must be one where all
 * values of a coordinate are neighbors: Hamming, or grid and torus on bits.
 *
 * <p>A {@link LocalScore} is asked only for the slots of the coordinate. Any other model costs a row for each change of
 * a state, and one call evaluates the rows of all chains that wait.
 *
 * <p>The conditional distribution of a free score is given by the row of the current state. If the score is not
 * consistent, it depends on the present value of the coordinate. At a state of probability 0, a single infinite log
 * ratio is followed. Several infinite log ratios do not determine the probabilities of the values, and are refused.
 *
 * <p>In a {@link Tally} each draw of a coordinate counts as a proposal, which is accepted if the value changes.
 *
 * <pre>{@code
 * Ising ising = Ising.of(8, 8, 0.3);
 * Chains chains = Chains.atRandom(ising.space(), 4, new RandomStreams(1), "chains");
 * Samples samples = Samples.draw(Gibbs.of(ising.score()), chains, SamplingOptions.of(400).withThinning(64));
 * }</pre>
 */
public final class Gibbs implements EnumerableKernel {
    private final ScoreModel model;
    private final Neighborhood graph;
    private final CoordinateSlots slotsOf;
    private final Scan scan;
    private final int slots;
    /** The coordinates that have more than one value. */
    private final int[] free;

    private final int widest;
    private final ThreadLocal<RateWork> workspaces = ThreadLocal.withInitial(RateWork::new);

    private Gibbs(ScoreModel model, CoordinateSlots slotsOf, Scan scan) {
        this.model = model;
        this.graph = model.neighborhood();
        this.slotsOf = slotsOf;
        this.scan = scan;
        this.slots = graph.slots();
        int[] cardinalities = graph.space().cardinalities();
        this.free = IntStream.range(0, cardinalities.length)
                .filter(d -> cardinalities[d] > 1)
                .toArray();
        this.widest = Arrays.stream(cardinalities).max().getAsInt() - 1;
    }

    /**
     * Returns the kernel of a model that draws one random coordinate per step.
     *
     * @param model the score
     * @return the kernel
     * @throws IllegalArgumentException if the values of a coordinate are not all neighbors
     */
    public static Gibbs of(ScoreModel model) {
        return of(model, Scan.RANDOM);
    }

    /**
     * Returns the kernel of a model.
     *
     * @param model the score
     * @param scan the order of the coordinates; coordinates of one value are left out
     * @return the kernel
     * @throws IllegalArgumentException if the values of a coordinate are not all neighbors
     */
    public static Gibbs of(ScoreModel model, Scan scan) {
        Graphs.spotCheck(model.neighborhood());
        CoordinateSlots slots = CoordinateSlots.of(model.neighborhood())
                .filter(CoordinateSlots::isComplete)
                .orElseThrow(() -> new IllegalArgumentException("Gibbs sampling needs a graph where all values of a"
                        + " coordinate are neighbors (hamming, or grid and torus on bits), was given "
                        + model.neighborhood()));
        return new Gibbs(model, slots, Objects.requireNonNull(scan, "scan"));
    }

    @Override
    public StateSpace space() {
        return graph.space();
    }

    @Override
    public void advance(Chains chains, int from, int to, long steps, Tally tally) {
        chains.requireAdvance(this, from, to, steps);
        if (steps == 0 || free.length == 0) {
            return;
        }
        RateWork work = workspaces.get();
        work.reserveState(space().dimension());
        work.reserveWeights(widest + 1);
        long parts = Math.multiplyExact(steps, scan.parts(free.length));
        if (model instanceof LocalScore local) {
            advanceLocally(local, chains, from, to, parts, work, tally);
        } else {
            ScoreRows rows = chains.rowsOf(model, Acceptance.BARKER);
            RowWaves.advance(model, rows, chains, from, to, parts, work, tally, this::runToChange);
        }
    }

    private void advanceLocally(
            LocalScore local, Chains chains, int from, int to, long parts, RateWork work, Tally tally) {
        int[] states = chains.current();
        for (int chain = from; chain < to; chain++) {
            // This comes first, so that nothing stale is left if the model fails on the way.
            chains.moved(chain);
            int at = chain * space().dimension();
            UniformRandomProvider random = chains.random(chain);
            if (scan == Scan.RANDOM && slots == free.length) {
                // Drawing a bit from its conditional distribution is accepting its flip by Barker's rule.
                LocalSteps.local(local, Acceptance.BARKER, 1, 0, parts, random, states, at, work.there, tally);
                continue;
            }
            long changes = 0;
            for (long left = parts; left > 0; left--) {
                if ((left & LocalSteps.BETWEEN_STOPS) == 0) {
                    StoppedException.throwIfInterrupted("sampling");
                }
                int d = coordinate(left, random);
                int first = slotsOf.firstSlot(d);
                int count = slotsOf.firstSlot(d + 1) - first;
                for (int j = 0; j < count; j++) {
                    work.weights[j] = local.logRatio(states, at, first + j);
                }
                int j = draw(states, at, first, count, work.weights, random);
                if (j >= 0) {
                    graph.move(states, at, first + j, work.there);
                    changes++;
                }
            }
            tally.add(parts, changes, 0);
        }
    }

    private long runToChange(Chains chains, int chain, ScoreRows rows, long parts, RateWork work, Tally tally) {
        UniformRandomProvider random = chains.random(chain);
        int at = chain * space().dimension();
        long left = parts;
        boolean changed = false;
        while (left > 0 && !changed) {
            int d = coordinate(left, random);
            if ((--left & LocalSteps.BETWEEN_STOPS) == 0) {
                StoppedException.throwIfInterrupted("sampling");
            }
            int first = slotsOf.firstSlot(d);
            int count = slotsOf.firstSlot(d + 1) - first;
            System.arraycopy(rows.logRatios, chain * slots + first, work.weights, 0, count);
            int j = draw(chains.current(), at, first, count, work.weights, random);
            if (j >= 0) {
                graph.move(chains.current(), at, first + j, work.there);
                chains.moved(chain);
                changed = true;
            }
        }
        tally.add(parts - left, changed ? 1 : 0, 0);
        return left;
    }

    /** Returns the coordinate to draw when so many parts are left. A sweep ends when no parts are left. */
    private int coordinate(long left, UniformRandomProvider random) {
        return scan == Scan.RANDOM
                ? free[random.nextInt(free.length)]
                : free[(int) ((free.length - left % free.length) % free.length)];
    }

    /** Draws one of a coordinate's slots by their log ratios. Returns -1 if the coordinate stays. */
    private int draw(int[] states, int at, int first, int count, double[] weights, UniformRandomProvider random) {
        double sum = weigh(states, at, first, count, weights);
        double rest = random.nextDouble() * sum;
        double stay = weights[count];
        if (rest < stay) {
            return -1;
        }
        rest -= stay;
        int last = -1;
        for (int j = 0; j < count; j++) {
            if (weights[j] > 0) {
                last = j;
                if (rest < weights[j]) {
                    return j;
                }
                rest -= weights[j];
            }
        }
        // Rounding has used up the sum.
        return last;
    }

    /**
     * Turns the log ratios of a coordinate's slots into weights, followed by the weight of the present value. Chains
     * and their exact law both use it.
     *
     * @return the sum of the weights
     */
    private double weigh(int[] states, int at, int first, int count, double[] weights) {
        double largest = 0;
        for (int j = 0; j < count; j++) {
            double logRatio = weights[j];
            if (Double.isNaN(logRatio)) {
                throw Refusals.notANumber(model, states, at, first + j);
            }
            if (logRatio == Double.POSITIVE_INFINITY && largest == logRatio) {
                throw Refusals.logRatio(model, states, at, first + j, "infinite, and not the only one,");
            }
            largest = Math.max(largest, logRatio);
        }
        weights[count] = 0;
        double sum = 0;
        for (int j = 0; j <= count; j++) {
            weights[j] = weights[j] == largest ? 1 : Math.exp(weights[j] - largest);
            sum += weights[j];
        }
        return sum;
    }

    @Override
    public void transitionProbabilities(int[] states, int at, double[] probabilities) {
        int dimension = space().dimension();
        RateWork work = new RateWork();
        work.reserveWeights(widest + 1);
        int[] state = Arrays.copyOfRange(states, at, at + dimension);
        Arrays.fill(probabilities, 0);
        int here = (int) space().rank(state, 0);
        if (free.length == 0) {
            probabilities[here] = 1;
        } else if (scan == Scan.RANDOM) {
            for (int d : free) {
                spread(state, d, 1.0 / free.length, probabilities, work);
            }
        } else {
            probabilities[here] = 1;
            for (int d : free) {
                double[] before = probabilities.clone();
                Arrays.fill(probabilities, 0);
                for (int x = 0; x < before.length; x++) {
                    if (before[x] > 0) {
                        space().unrank(x, state, 0);
                        spread(state, d, before[x], probabilities, work);
                    }
                }
            }
        }
    }

    /** Adds the law of a draw of one coordinate, multiplied by a probability. */
    private void spread(int[] state, int d, double probability, double[] probabilities, RateWork work) {
        double[] row = new double[slots];
        int[] there = new int[state.length];
        model.logRatios(state, 1, row);
        int first = slotsOf.firstSlot(d);
        int count = slotsOf.firstSlot(d + 1) - first;
        System.arraycopy(row, first, work.weights, 0, count);
        double sum = weigh(state, 0, first, count, work.weights);
        probabilities[(int) space().rank(state, 0)] += probability * work.weights[count] / sum;
        for (int j = 0; j < count; j++) {
            graph.neighbor(state, 0, first + j, there, 0);
            probabilities[(int) space().rank(there, 0)] += probability * work.weights[j] / sum;
        }
    }

    @Override
    public String toString() {
        return "Gibbs[" + graph + ", " + scan + "]";
    }
}
