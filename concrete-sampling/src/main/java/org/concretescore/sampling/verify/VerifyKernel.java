package org.concretescore.sampling.verify;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.exact.Target;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.LogDensity;
import org.concretescore.core.score.NormalisedDensity;
import org.concretescore.core.space.Counts;
import org.concretescore.core.space.StateSpace;
import org.concretescore.core.verify.MeanTest;
import org.concretescore.core.verify.PearsonTest;
import org.concretescore.sampling.chain.Chains;
import org.concretescore.sampling.chain.EnumerableKernel;
import org.concretescore.sampling.chain.Proposal;
import org.concretescore.sampling.chain.Tally;
import org.concretescore.sampling.chain.TransitionKernel;
import org.concretescore.sampling.diagnostics.TransitionMatrix;

/**
 * Checks whether a {@link TransitionKernel} or a {@link Proposal} keeps the promises of its interface. {@link #kernel}
 * makes all checks of a kernel that are possible; {@link #matrix}, {@link #steps} and {@link #divisible} are its parts.
 * Call them in the tests of your own kernels.
 *
 * <p>A failed check throws an {@link IllegalArgumentException} that names the kernel, the states and the numbers.
 * Statistical checks follow the rule of {@link org.concretescore.core.verify.SignificanceTest}.
 *
 * <pre>{@code
 * Ising lattice = Ising.of(3, 3, 0.3); // yours
 * TransitionKernel kernel = MetropolisHastings.of(lattice.score()); // yours
 * VerifyKernel.kernel(kernel, lattice, TestStreams.STREAMS);
 * }</pre>
 */
public final class VerifyKernel {
    /** The largest number of states for which laws are enumerated. */
    public static final int STATES = TransitionMatrix.STATES;

    private static final int CHAINS = 20_000;

    private VerifyKernel() {}

    /**
     * Makes all checks that are possible. The states are enumerated if there are at most {@value #STATES}. In this
     * case, an {@link EnumerableKernel} is checked by its transition {@link #matrix} and its {@link #steps} from four
     * states. For any other kernel, 20,000 chains begin in the distribution and must still have it after 1 step and
     * after 10 steps. On larger spaces, the density must be a {@link Target} or a {@link NormalisedDensity}. Chains
     * begin with its samples, and neither the mean of the log density nor that of the sum of the coordinates may change
     * in 1 step or in 10 steps. This check finds fewer faults. The last check is {@link #divisible}.
     *
     * @param kernel the kernel; memory and time of the matrix grow with the square of the number of states
     * @param density the density, up to a constant, of the distribution that the kernel should leave stationary
     * @param streams the source of random numbers
     * @throws IllegalArgumentException if a check fails, the spaces differ, or the space is large and the density can't
     *     be sampled
     */
    public static void kernel(TransitionKernel kernel, LogDensity density, RandomStreams streams) {
        StateSpace space = kernel.space();
        if (!space.equals(density.space())) {
            throw new IllegalArgumentException(
                    "the kernel is on " + space + ", but the density is on " + density.space());
        }
        if (!space.hasAtMost(STATES)) {
            means(kernel, density, streams);
        } else if (kernel instanceof EnumerableKernel enumerable) {
            TransitionMatrix matrix = matrix(enumerable, ExactDistribution.of(density), 1e-9);
            UniformRandomProvider random = streams.stream("starts");
            for (int steps : new int[] {1, 1, 3, 10}) {
                steps(kernel, matrix, random.nextInt(matrix.size()), steps, streams);
            }
        } else {
            frequencies(kernel, ExactDistribution.of(density), streams);
        }
        divisible(kernel, streams);
    }

    /**
     * Checks by enumeration that every row of a kernel's transition matrix is a distribution, and that a given
     * distribution is stationary.
     *
     * @param kernel the kernel
     * @param law the distribution
     * @param tolerance the largest allowed difference of a probability before and after a step, for instance 1e-9 for a
     *     model in double precision, and more for a network
     * @return the matrix
     * @throws IllegalArgumentException if a check fails, the spaces differ, or there are more than {@value #STATES}
     *     states
     */
    public static TransitionMatrix matrix(EnumerableKernel kernel, ExactDistribution law, double tolerance) {
        TransitionMatrix matrix = TransitionMatrix.of(kernel);
        int n = matrix.size();
        double[] after = new double[n];
        for (int x = 0; x < n; x++) {
            double sum = 0;
            for (int y = 0; y < n; y++) {
                double p = matrix.probability(x, y);
                if (!(p >= 0)) {
                    throw failed(
                            kernel,
                            "goes from " + state(law.space(), x) + " to " + state(law.space(), y)
                                    + " with the probability " + p);
                }
                sum += p;
                after[y] += law.probability(x) * p;
            }
            if (!(Math.abs(sum - 1) <= 1e-9)) {
                throw failed(kernel, "has step probabilities from " + state(law.space(), x) + " that add up to " + sum);
            }
        }
        if (!(matrix.stationaryError(law) <= tolerance)) {
            int worst = 0;
            for (int y = 0; y < n; y++) {
                worst = Math.abs(after[y] - law.probability(y)) > Math.abs(after[worst] - law.probability(worst))
                        ? y
                        : worst;
            }
            throw failed(
                    kernel,
                    "does not leave the distribution stationary: a step changes the probability of "
                            + state(law.space(), worst) + " from " + law.probability(worst) + " to " + after[worst]);
        }
        return matrix;
    }

    /**
     * Checks that 20,000 chains move by the probabilities of a transition matrix.
     *
     * @param kernel the kernel
     * @param matrix the matrix of the kernel, or of another kernel that should have the same law
     * @param start the rank of the state where the chains begin
     * @param steps the number of steps, at least 1
     * @param streams the source of random numbers
     * @throws IllegalArgumentException if the states of the chains are too unlikely
     */
    public static void steps(
            TransitionKernel kernel, TransitionMatrix matrix, int start, int steps, RandomStreams streams) {
        StateSpace space = kernel.space();
        int dimension = space.dimension();
        int n = matrix.size();
        int[] states = new int[CHAINS * dimension];
        for (int chain = 0; chain < CHAINS; chain++) {
            space.unrank(start, states, chain * dimension);
        }
        double[] law = new double[n];
        law[start] = 1;
        for (int step = 0; step < steps; step++) {
            double[] next = new double[n];
            for (int x = 0; x < n; x++) {
                for (int y = 0; law[x] > 0 && y < n; y++) {
                    next[y] += law[x] * matrix.probability(x, y);
                }
            }
            law = next;
        }
        Chains chains = Chains.startingAt(space, states, CHAINS, streams, "steps " + start + " " + steps);
        kernel.advance(chains, steps, new Tally());
        String what = kernel + ", " + Counts.of(steps, "step") + " from " + state(space, start);
        PearsonTest.of(chains.states(), CHAINS, ExactDistribution.of(space, law))
                .require(what);
    }

    private static void frequencies(TransitionKernel kernel, ExactDistribution law, RandomStreams streams) {
        int[] samples = law.sample(CHAINS, streams.stream("samples"));
        Chains chains = Chains.startingAt(law.space(), samples, CHAINS, streams, "frequencies");
        int done = 0;
        for (int steps : new int[] {1, 10}) {
            kernel.advance(chains, steps - done, new Tally());
            done = steps;
            PearsonTest.of(chains.states(), CHAINS, law)
                    .require(kernel + ", the stationary distribution after " + Counts.of(steps, "step"));
        }
    }

    private static void means(TransitionKernel kernel, LogDensity density, RandomStreams streams) {
        StateSpace space = density.space();
        int count = Math.max(1000, Math.min(CHAINS, (1 << 22) / space.dimension()));
        int[] states = new int[Math.multiplyExact(count, space.dimension())];
        UniformRandomProvider random = streams.stream("samples");
        if (density instanceof Target target) {
            target.sample(random, count, states);
        } else if (density instanceof NormalisedDensity normalised) {
            normalised.sample(random, count, states);
        } else {
            throw new IllegalArgumentException(space + " has more than " + STATES + " states and " + density
                    + " can't be sampled; use a Target, a NormalisedDensity, or a smaller space");
        }
        Chains chains = Chains.startingAt(space, states, count, streams, "means");
        double[] before = statistics(density, states, count);
        int done = 0;
        for (int steps : new int[] {1, 10}) {
            kernel.advance(chains, steps - done, new Tally());
            done = steps;
            double[] change = statistics(density, chains.states(), count);
            Arrays.setAll(change, i -> change[i] - before[i]);
            String what = kernel + ", " + Counts.of(steps, "step") + " in the stationary distribution, change of the ";
            MeanTest.of(Arrays.copyOf(change, count), 0).require(what + "log density");
            MeanTest.of(Arrays.copyOfRange(change, count, 2 * count), 0).require(what + "sum of the coordinates");
        }
    }

    /** Returns the log densities, followed by the sums of the coordinates. */
    private static double[] statistics(LogDensity density, int[] states, int count) {
        double[] values = new double[2 * count];
        int dimension = density.space().dimension();
        density.logDensities(states, count, values);
        for (int i = 0; i < count * dimension; i++) {
            values[count + i / dimension] += states[i];
        }
        return values;
    }

    /**
     * Checks that the results depend only on the chains' own generators, and not on the division of steps into calls,
     * the division of chains into ranges, or earlier calls. A model fails this check if its results depend on the
     * batch, as those of a network do in their last bits.
     *
     * @param kernel the kernel
     * @param streams the source of random numbers
     * @throws IllegalArgumentException if chains reach other states, or the kernel writes outside of its range
     */
    public static void divisible(TransitionKernel kernel, RandomStreams streams) {
        Chains whole = Chains.atRandom(kernel.space(), 5, streams, "divisible");
        Chains parts = whole.copy();
        Chains copies = whole.copy();
        Tally atOnce = new Tally();
        Tally singly = new Tally();
        kernel.advance(whole, 120, atOnce);
        kernel.advance(parts, 0, singly);
        kernel.advance(parts, 50, singly);
        for (int step = 50; step < 120; step++) {
            for (int chain = 4; chain >= 0; chain--) {
                int[] before = parts.states();
                kernel.advance(parts, chain, chain + 1, 1, singly);
                requireOthers(kernel, before, parts.states(), chain);
            }
        }
        for (int step = 0; step < 120; step++) {
            copies = step % 7 == 0 ? copies.copy() : copies;
            kernel.advance(copies, 1, new Tally());
        }
        if (atOnce.proposals() != singly.proposals() || atOnce.acceptances() != singly.acceptances()) {
            throw failed(kernel, "counts " + atOnce + " in one call, but " + singly + " step by step");
        }
        requireSame(kernel, whole, parts, 5, "advanced one by one, step by step");
        requireSame(kernel, whole, copies, 5, "copied now and then");
        // The copies must continue in the same way.
        kernel.advance(whole, 50, new Tally());
        kernel.advance(copies, 50, new Tally());
        requireSame(kernel, whole, copies, 5, "copied before");
        Chains alone = Chains.atRandom(kernel.space(), 2, streams, "divisible");
        kernel.advance(alone, 170, new Tally());
        requireSame(kernel, whole, alone, 2, "advanced without the other chains");
    }

    private static void requireOthers(TransitionKernel kernel, int[] before, int[] after, int chain) {
        int dimension = kernel.space().dimension();
        for (int i = 0; i < before.length; i++) {
            if (i / dimension != chain && before[i] != after[i]) {
                throw failed(kernel, "moved chain " + i / dimension + " when it was asked to advance chain " + chain);
            }
        }
    }

    private static void requireSame(TransitionKernel kernel, Chains whole, Chains other, int count, String how) {
        int dimension = kernel.space().dimension();
        for (int chain = 0; chain < count; chain++) {
            int[] expected = Arrays.copyOfRange(whole.states(), chain * dimension, (chain + 1) * dimension);
            int[] actual = Arrays.copyOfRange(other.states(), chain * dimension, (chain + 1) * dimension);
            if (!Arrays.equals(expected, actual)) {
                throw failed(
                        kernel,
                        "moves chain " + chain + " to " + Arrays.toString(expected) + " in one call, but to "
                                + Arrays.toString(actual) + " when " + how
                                + "; it has a state of its own, or uses another generator than the chain's");
            }
        }
    }

    /**
     * Checks the draws and corrections of a proposal, and the probabilities of an
     * {@link org.concretescore.sampling.chain.EnumerableProposal}.
     *
     * @param proposal the proposal
     * @param states the number of states to check; all states are checked if there are not more, and otherwise the
     *     states are drawn uniformly
     * @param streams the source of random numbers
     * @throws IllegalArgumentException if a check fails
     */
    public static void proposal(Proposal proposal, int states, RandomStreams streams) {
        ProposalChecks.check(proposal, states, streams);
    }

    static IllegalArgumentException failed(Object what, String problem) {
        return new IllegalArgumentException(what + " " + problem);
    }

    static String state(StateSpace space, int rank) {
        int[] state = new int[space.dimension()];
        space.unrank(rank, state, 0);
        return "state " + Arrays.toString(state);
    }
}
