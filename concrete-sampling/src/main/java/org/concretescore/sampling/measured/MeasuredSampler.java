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
 * Draws samples with a kernel of {@link Kernels}, whose chains run as long as their measured mixing needs. Immutable.
 *
 * <pre>{@code
 * Ising ising = Ising.of(8, 8, 0.3);
 * MeasuredSampler sampler = MeasuredSampler.of("gibbs", ising.score());
 * MeasuredSamples drawn = sampler.draw(SamplingRequest.of(500), new RandomStreams(1));
 * int[] states = drawn.samples().states(); // [500, 64]
 * boolean enough = drawn.run().mixed();
 * }</pre>
 *
 * <p>On up to 512 states mixing is measured exactly, by the powers of the transition matrix. After the burn-in, the
 * total variation distance between the law of a chain and the stationary law is at most
 * {@value MatrixMixing#FORGOTTEN}, whatever its first state; for the thinning it is at most
 * {@value MatrixMixing#LOOSENED}. On larger spaces, and for kernels whose transition probabilities are expensive,
 * mixing is measured on the chains, which start at uniformly random states. They draw windows of
 * {@value ObservedMixing#WINDOW} states, or of more states if there are few chains. Each window is twice as long as the
 * one before, until the R-hat by ranks of every coordinate is at most {@value ObservedMixing#AGREED}. The thinning is
 * the integrated autocorrelation time in the last window. Chains that all start in one mode may agree before they reach
 * the other modes.
 *
 * <p>If the log ratios of a model at all states fit into a table, the model is evaluated once at every state, and the
 * chains use the table. There is one thread for each processor, and the result does not depend on their number.
 */
public final class MeasuredSampler {
    /** The smallest number of chains if the request does not give one. */
    public static final int FEWEST_CHAINS = 4;

    /** Kernels whose transition probabilities at a state cost about one row of the model. */
    private static final List<String> BY_MATRIX =
            List.of(Kernels.MH, "barker", "rejection-free", Kernels.GIBBS, "locally-balanced");

    /** Chains are lazy because a lazy chain is aperiodic. */
    private static final double LAZINESS = 0.1;

    /** The largest number of steps of all chains together, if the request does not give a budget. */
    private static final long MATRIX_BUDGET = 10_000_000_000L;

    private static final long TABLE_BUDGET = 200_000_000L;
    /** Evaluations of a network. A row of a tied model costs one at the state and one at each neighbor. */
    private static final long NETWORK_EVALUATIONS = 30_000_000L;
    /** The cost of a proposal by gradients, which takes one gradient and one density. */
    private static final int GRADIENT_EVALUATIONS = 4;

    private static final int MOST_CHAINS_IN_A_TABLE = 2000;
    private static final int MOST_CHAINS = 256;
    /** The smallest number of samples of each chain for useful diagnostics, if the request has enough samples. */
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
     * Returns a sampler of a model that does not have a log density.
     *
     * @param kernel one of {@link Kernels#NAMES} that {@linkplain Kernels#needsDensity does not need a density}
     * @param model the score of the model
     * @return the sampler
     * @throws IllegalArgumentException if the kernel is not known or does not accept the model
     */
    public static MeasuredSampler of(String kernel, ScoreModel model) {
        return of(kernel, model, null);
    }

    /**
     * Returns a sampler of a model.
     *
     * @param kernel one of {@link Kernels#NAMES}, made with the {@linkplain Kernels#defaults defaults} and a laziness
     *     of 0.1
     * @param model the score of the model
     * @param density its log density; null if it does not have one
     * @return the sampler; for {@code chromatic}, this call evaluates the model at a few states
     * @throws IllegalArgumentException if the kernel is not known or does not accept the model; the message says what
     *     it needs
     */
    public static MeasuredSampler of(String kernel, ScoreModel model, LogDensity density) {
        return new MeasuredSampler(kernel, Kernels.defaults().withLaziness(LAZINESS), model, density);
    }

    /**
     * Returns a copy in which a warm-up has found the option that the kernel {@linkplain Kernels#adapted adapts}. The
     * warm-up takes about as many steps as a draw without a given budget may take.
     *
     * @param streams the source of the generators of the warm-up
     * @return a new sampler
     * @throws IllegalArgumentException if the kernel does not have an option to adapt
     */
    public MeasuredSampler adapted(RandomStreams streams) {
        boolean table = inTable(Effort.WHOLE);
        ScoreModel quick = table ? TableScore.of(model) : model;
        LogDensity exact = table && density != null ? ExactDistribution.of(density) : density;
        long budget = table ? TABLE_BUDGET : NETWORK_EVALUATIONS / evaluations(kernel);
        return new MeasuredSampler(name, kernels.adapted(name, quick, exact, budget, streams), model, density);
    }

    /**
     * Returns the current value of the option that the kernel adapts, as a text.
     *
     * @return the text, for instance {@code step 0.3}
     * @throws IllegalArgumentException if the kernel does not have an option to adapt
     */
    public String adaptable() {
        return kernels.adaptable(name);
    }

    /**
     * Returns the largest number of chains whose windows fit into an array.
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
     * Draws samples without a listener.
     *
     * @param request the number of samples, and the options of the chains
     * @param streams the source of the generators: chain c draws from {@code streams.stream("chain", c)}
     * @return the samples, and a summary of the chains
     * @throws IllegalArgumentException if more than {@link #mostChains} are requested
     * @throws IllegalStateException if the model returns NaN for a proposed move
     * @throws org.concretescore.core.parallel.StoppedException if the thread is interrupted before the first sample; if
     *     it is interrupted later, there are fewer samples
     */
    public MeasuredSamples draw(SamplingRequest request, RandomStreams streams) {
        return draw(request, streams, "chain", SamplingListener.SILENT);
    }

    /**
     * Draws samples.
     *
     * @param request the number of samples, and the options of the chains
     * @param streams the source of the generators
     * @param stream the name of their streams: chain c draws from {@code streams.stream(stream, c)}
     * @param listener hears the progress, and the reasons why the samples may not have the wanted quality
     * @return the samples, and a summary of the chains
     * @throws IllegalArgumentException if more than {@link #mostChains} are requested
     * @throws IllegalStateException if the model returns NaN for a proposed move
     * @throws org.concretescore.core.parallel.StoppedException if the thread is interrupted before the first sample; if
     *     it is interrupted later, there are fewer samples
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
                    + " chains takes more than the budget of " + budget + " steps; fewer chains take fewer steps");
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

    /**
     * Returns a number of chains that suits the number of samples. If mixing is measured on the chains, the budget must
     * be enough for the burn-in of each of them.
     */
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

    /** Returns whether the model's log ratios fit into a table. Gradients cannot be tabulated. */
    private boolean inTable(Effort effort) {
        Neighborhood graph = model.neighborhood();
        return !name.equals("gwg") && graph.space().hasAtMost(effort.tableEntries() / Math.max(1, graph.slots()));
    }

    /** Returns the kernel of the tabulated model. */
    private EnumerableKernel tabulated() {
        boolean exact = density != null && !BY_MATRIX.contains(name);
        return kernels.kernel(name, TableScore.of(model), exact ? ExactDistribution.of(density) : null);
    }

    /** Returns the largest number of evaluations of a step. */
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
