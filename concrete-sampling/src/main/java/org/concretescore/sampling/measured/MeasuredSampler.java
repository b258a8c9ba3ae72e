package org.concretescore.sampling.measured;

import java.util.List;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.GradientDensity;
import org.concretescore.core.score.LogDensity;
import org.concretescore.core.score.ScoreModel;
import org.concretescore.core.score.TableScore;
import org.concretescore.sampling.chain.Chains;
import org.concretescore.sampling.chain.EnumerableKernel;
import org.concretescore.sampling.chain.SamplingListener;
import org.concretescore.sampling.tempering.Tempering;

/**
 * A kernel of {@link Kernels}, run for as long as its measured mixing asks. Immutable.
 *
 * <pre>{@code
 * Ising ising = Ising.of(8, 8, 0.3);
 * MeasuredSampler sampler = MeasuredSampler.of("gibbs", ising.score());
 * MeasuredSamples drawn = sampler.draw(SamplingRequest.of(2000), new RandomStreams(1));
 * int[] states = drawn.samples().states(); // [2000, 64]
 * boolean enough = drawn.run().mixed();
 * }</pre>
 *
 * <p>On up to 512 states mixing is measured exactly, from the powers of the transition matrix: the burn-in makes the law of a
 * chain forget its start up to a total variation distance of {@value MatrixMixing#FORGOTTEN}, the thinning up to
 * {@value MatrixMixing#LOOSENED}. On larger spaces, and for kernels whose transitions take long to write out, it is measured on
 * the chains themselves, which start at uniformly random states: windows of {@value ObservedMixing#WINDOW} draws, more where
 * chains are few, each twice as long as the one before, until the R-hat by ranks of every coordinate is at most
 * {@value ObservedMixing#AGREED}; the thinning is the integrated autocorrelation time in the last window. Chains that start in
 * the same mode agree before they have seen the others.
 *
 * <p>A model whose log ratios at all states fit into a table is evaluated there once, and the chains ask the table. The result
 * does not depend on the number of threads, which is one a processor.
 */
public final class MeasuredSampler {
    /** So many chains at least, where their number is left to measurement. */
    public static final int FEWEST_CHAINS = 4;

    /** Kernels whose transition probabilities cost about a row at a state. */
    private static final List<String> BY_MATRIX =
            List.of(Kernels.MH, "barker", "rejection-free", Kernels.GIBBS, "locally-balanced");

    /** A lazy chain is aperiodic. */
    private static final double LAZINESS = 0.1;

    /** Steps of all chains together: about a minute on two cores. */
    private static final long MATRIX_BUDGET = 10_000_000_000L;

    private static final long TABLE_BUDGET = 200_000_000L;
    /** Evaluations of a network; a row of a tied one costs one at the state and one at each neighbor. */
    private static final long NETWORK_EVALUATIONS = 30_000_000L;
    /** What a proposal by gradients costs: one gradient and one density. */
    private static final int GRADIENT_EVALUATIONS = 4;

    private static final int MOST_CHAINS_IN_A_TABLE = 2000;
    private static final int MOST_CHAINS = 256;
    /** As many rounds at least, where the samples allow it, so that diagnostics mean something. */
    private static final int ROUNDS = 8;

    private final String name;
    private final Kernels kernels;
    private final ScoreModel model;
    private final LogDensity density;
    private final EnumerableKernel kernel;

    private MeasuredSampler(String name, Kernels kernels, ScoreModel model, LogDensity density) {
        this.name = name;
        this.kernels = kernels;
        this.model = model;
        this.density = density;
        this.kernel = kernels.kernel(name, model, density);
    }

    /**
     * A sampler of a model that has no log density.
     *
     * @param kernel one of {@link Kernels#NAMES} that {@linkplain Kernels#needsDensity needs no density}
     * @param model the score to go by
     * @return the sampler
     * @throws IllegalArgumentException if the kernel is not known or can't take such a model
     */
    public static MeasuredSampler of(String kernel, ScoreModel model) {
        return of(kernel, model, null);
    }

    /**
     * A sampler of a model.
     *
     * @param kernel one of {@link Kernels#NAMES}, which is made with the {@linkplain Kernels#defaults defaults} and a laziness of
     *     0.1
     * @param model the score to go by
     * @param density its log density; null if it has none
     * @return the sampler; for {@code chromatic} the model has been evaluated at a few states
     * @throws IllegalArgumentException if the kernel is not known or can't take such a model; the message says what it needs
     */
    public static MeasuredSampler of(String kernel, ScoreModel model, LogDensity density) {
        return new MeasuredSampler(kernel, Kernels.defaults().withLaziness(LAZINESS), model, density);
    }

    /**
     * The same with what the kernel {@linkplain Kernels#adapted adapts}, found by a warm-up that takes about as many steps as a
     * draw without a budget may.
     *
     * @param streams where the generators of the warm-up come from
     * @return a new sampler
     * @throws IllegalArgumentException if the kernel has nothing to adapt
     */
    public MeasuredSampler adapted(RandomStreams streams) {
        boolean table = inTable(Effort.WHOLE);
        ScoreModel quick = table ? TableScore.of(model) : model;
        LogDensity exact = table && density != null ? ExactDistribution.of(density) : density;
        long budget = table ? TABLE_BUDGET : NETWORK_EVALUATIONS / evaluations(kernel);
        return new MeasuredSampler(name, kernels.adapted(name, quick, exact, budget, streams), model, density);
    }

    /**
     * What the kernel adapts, as it stands.
     *
     * @return for instance {@code step 0.3}
     * @throws IllegalArgumentException if the kernel has nothing to adapt
     */
    public String adaptable() {
        return kernels.adaptable(name);
    }

    /**
     * The largest number of chains whose windows an array can hold.
     *
     * @return at least 1
     */
    public int mostChains() {
        return Integer.MAX_VALUE / ObservedMixing.WINDOW / numbersOfChain();
    }

    private int numbersOfChain() {
        return Math.max(kernel.space().dimension(), model.neighborhood().slots());
    }

    /**
     * Draws samples.
     *
     * @param request what is wanted
     * @param streams where the generators come from: chain c draws from {@code streams.stream("chain", c)}
     * @return the samples, and how the chains ran
     * @throws IllegalArgumentException if more than {@link #mostChains} are wanted
     * @throws IllegalStateException if the model answers NaN for a proposed move
     * @throws org.concretescore.core.parallel.StoppedException if the thread is interrupted before the first sample; later, the
     *     samples are fewer
     */
    public MeasuredSamples draw(SamplingRequest request, RandomStreams streams) {
        return draw(request, streams, "chain", SamplingListener.SILENT);
    }

    /**
     * Draws samples.
     *
     * @param request what is wanted
     * @param streams where the generators come from
     * @param stream the name of their streams: chain c draws from {@code streams.stream(stream, c)}
     * @param listener hears how it goes, and why the samples may not be what was wanted
     * @return the samples, and how the chains ran
     * @throws IllegalArgumentException if more than {@link #mostChains} are wanted
     * @throws IllegalStateException if the model answers NaN for a proposed move
     * @throws org.concretescore.core.parallel.StoppedException if the thread is interrupted before the first sample; later, the
     *     samples are fewer
     */
    public MeasuredSamples draw(
            SamplingRequest request, RandomStreams streams, String stream, SamplingListener listener) {
        return draw(request, Effort.WHOLE, streams, stream, listener);
    }

    MeasuredSamples draw(
            SamplingRequest request, Effort effort, RandomStreams streams, String stream, SamplingListener listener) {
        request.chains().ifPresent(this::requireRoom);
        boolean table = inTable(effort);
        boolean matrix =
                BY_MATRIX.contains(name) && model.neighborhood().space().hasAtMost(effort.matrixStates());
        EnumerableKernel quick = table ? tabulated() : kernel;
        long whole = matrix ? MATRIX_BUDGET : table ? TABLE_BUDGET : NETWORK_EVALUATIONS / evaluations(quick);
        long budget = request.budget().orElse(effort.budget(whole));
        int chains = request.chains().orElse(chains(request, budget, matrix));
        if (request.burnIn().isPresent()
                && request.budget().isPresent()
                && request.burnIn().getAsLong() > budget / chains) {
            listener.note("a burn-in of " + request.burnIn().getAsLong() + " steps of each of " + chains
                    + " chains takes more than the budget of " + budget + " steps; with fewer chains it takes less");
        }
        ChainRun run = new ChainRun(request, budget, Chains.atRandom(quick.space(), chains, streams, stream), listener);
        return matrix ? MatrixMixing.draw(run, quick, kernels.lazinessOf(name)) : ObservedMixing.draw(run, quick);
    }

    private void requireRoom(int chains) {
        if (chains > mostChains()) {
            throw new IllegalArgumentException("chains must be at most " + mostChains() + " for states of "
                    + kernel.space().dimension() + " coordinates and "
                    + model.neighborhood().slots() + " neighbors, was " + chains);
        }
    }

    /** As many as the samples want, but of a slow model no more than the budget gives a measured burn-in each. */
    private static int chains(SamplingRequest request, long budget, boolean matrix) {
        long wanted = Math.min(matrix ? MOST_CHAINS_IN_A_TABLE : MOST_CHAINS, request.samples() / ROUNDS);
        long affordable = matrix || request.burnIn().isPresent() ? wanted : budget / 2 / ObservedMixing.WINDOW;
        return (int) Math.max(FEWEST_CHAINS, Math.min(wanted, affordable));
    }

    /** For instance {@code MeasuredSampler[Gibbs[hamming on StateSpace[2^4]]]}. */
    @Override
    public String toString() {
        return "MeasuredSampler[" + kernel + "]";
    }

    /** Of gradients there is no table. */
    private boolean inTable(Effort effort) {
        Neighborhood graph = model.neighborhood();
        return !name.equals("gwg") && graph.space().hasAtMost(effort.tableEntries() / Math.max(1, graph.slots()));
    }

    /** The kernel of the model in a table. */
    private EnumerableKernel tabulated() {
        boolean exact = density != null && !BY_MATRIX.contains(name);
        return kernels.kernel(name, TableScore.of(model), exact ? ExactDistribution.of(density) : null);
    }

    /** What a step may cost. */
    private long evaluations(EnumerableKernel stepping) {
        boolean gradients = name.equals("gwg") || name.equals("dlp") && density instanceof GradientDensity;
        long evaluations =
                gradients ? GRADIENT_EVALUATIONS : model.neighborhood().slots() + 1;
        return stepping instanceof Tempering tempering
                // A step is a sweep of every replica.
                ? evaluations * tempering.moves() * tempering.ladder().replicas()
                : evaluations;
    }
}
