package org.concretescore.sampling.langevin;

import java.util.Arrays;
import java.util.Set;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.numeric.LogSpace;
import org.concretescore.core.score.ScoreModel;

/**
 * The density of a discrete state plus triangular noise (Figure 2 of the Concrete score paper, right). State k of n
 * becomes the point {@code delta (k + U - U')} with U and U' uniform on [0, 1). The forward ratios of the states
 * determine the density and its Stein score. If the clean state is drawn from the {@linkplain #posterior posterior}, it
 * has exactly the distribution of the states before the noise.
 *
 * <p>In cell k, at {@code x = delta (k + t)} with 0 &lt;= t &lt; 1 and {@code c = p_{k+1}/p_k - 1}, density, score,
 * posterior and mean are
 *
 * <p>\[ \tilde p(x) = \frac{(1-t) \, p_k + t \, p_{k+1}}{\delta}, \qquad s(x) = \frac{c}{\delta (1 + t c)}, \]
 *
 * <p>\[ P(\mathrm{clean} = k+1 \mid x) = \frac{t (1 + c)}{1 + t c}, \qquad
 * \mathbb{E}[\mathrm{clean} \mid x] = x + \delta^2 \, t (1-t) \, s(x). \]
 *
 * <p>On a ring the states are taken modulo n and x modulo {@code n delta}. Otherwise the support is
 * {@code (-delta, n delta)}. The density rises linearly from 0 in cell -1, with score {@code 1/(x + delta)}, and falls
 * to 0 in cell n - 1, with score {@code -1/(delta (1-t))}.
 *
 * <p>The computation is stable for any finite ratios, because every cell is computed relative to its larger end.
 * Immutable.
 *
 * <pre>{@code
 * RandomStreams streams = new RandomStreams(1);
 * ExactDistribution law = ExactDistribution.of(StateSpace.of(6), 1, 2, 4, 6, 4, 2);
 * TriangularBridge bridge = TriangularBridge.of(law.score(Graphs.cycle(law.space())), 1);
 * LangevinChains chains = LangevinChains.atRandom(bridge.lower(), bridge.upper(), 1000, streams, "chains");
 * new UnadjustedLangevin(bridge, 0.05, false).advance(chains, 500, 1, new Tally());
 * int state = bridge.denoise(chains.position(0), streams.stream("denoise"));
 * }</pre>
 */
public final class TriangularBridge implements UnivariateDensity {
    private static final Set<String> RINGS = Set.of("cycle", "cycle-forward", "torus");
    private static final Set<String> PATHS = Set.of("chain", "grid");

    private final double delta;
    private final boolean cyclic;
    private final double cycleResidual;
    private final double[] probabilities;
    /** The number of the first cell, which is 0 on a ring and -1 otherwise. */
    private final int firstCell;

    // The next arrays are indexed by cell, counted from the first one.
    /**
     * The probabilities of the two ends divided by the larger of them, their difference, and the log of the larger one.
     */
    private final double[] left;

    private final double[] right;
    private final double[] rise;
    private final double[] logLarger;
    /** The mass before a cell. There is one entry more than there are cells. */
    private final double[] massBefore;

    private TriangularBridge(double[] forwardLogRatios, boolean cyclic, double delta) {
        int n = cyclic ? forwardLogRatios.length : forwardLogRatios.length + 1;
        this.delta = delta;
        this.cyclic = cyclic;
        cycleResidual = cyclic ? Arrays.stream(forwardLogRatios).sum() : 0;
        firstCell = cyclic ? 0 : -1;
        double[] l =
                Arrays.stream(forwardLogRatios).map(r -> r - cycleResidual / n).toArray();

        double[] logP = new double[n];
        for (int k = 1; k < n; k++) {
            logP[k] = logP[k - 1] + l[k - 1];
        }
        double logSum = LogSpace.sum(logP);
        for (int k = 0; k < n; k++) {
            logP[k] -= logSum;
        }
        probabilities = Arrays.stream(logP).map(Math::exp).toArray();

        int cells = cyclic ? n : n + 1;
        left = new double[cells];
        right = new double[cells];
        rise = new double[cells];
        logLarger = new double[cells];
        massBefore = new double[cells + 1];
        for (int i = 0; i < cells; i++) {
            int k = i + firstCell;
            double logRatio = k < 0 ? Double.POSITIVE_INFINITY : k < l.length ? l[k] : Double.NEGATIVE_INFINITY;
            left[i] = Math.exp(-Math.max(0, logRatio));
            right[i] = Math.exp(Math.min(0, logRatio));
            rise[i] = logRatio > 0 ? -Math.expm1(-logRatio) : Math.expm1(logRatio);
            logLarger[i] = logRatio > 0 ? logP[(k + 1) % n] : logP[k];
            massBefore[i + 1] = massBefore[i] + mass(i, 0, 1);
        }
    }

    /**
     * Returns the bridge of a model on one coordinate. The model is evaluated in one call, and only its forward log
     * ratios are used.
     *
     * @param model a score on {@code cycle}, {@code cycle-forward} or {@code torus} (rings), or on {@code chain} or
     *     {@code grid} (paths)
     * @param delta the distance of neighboring states, above 0
     * @return the bridge
     * @throws IllegalArgumentException if the bridge is not {@linkplain #isDefined defined} on the model's graph, a log
     *     ratio is NaN or infinite, or delta is not above 0 and finite
     */
    public static TriangularBridge of(ScoreModel model, double delta) {
        Neighborhood graph = model.neighborhood();
        if (!isDefined(graph)) {
            throw new IllegalArgumentException("the triangular bridge needs one coordinate of at least two values on"
                    + " one of the graphs cycle, cycle-forward, torus, chain and grid, was given " + graph);
        }
        int n = graph.space().cardinality(0);
        int slots = graph.slots();
        int[] states = new int[n];
        Arrays.setAll(states, k -> k);
        double[] rows = new double[Math.multiplyExact(n, slots)];
        model.logRatios(states, n, rows);
        boolean cyclic = RINGS.contains(graph.spec());
        double[] forward = new double[cyclic ? n : n - 1];
        Arrays.setAll(forward, k -> rows[k * slots + graph.slotOf(states, k, states, (k + 1) % n)]);
        return ofForwardLogRatios(forward, cyclic, delta);
    }

    /**
     * Returns the bridge of given ratios.
     *
     * @param forwardLogRatios {@code log p_{k+1}/p_k} in nats, with n at least 2. On a ring there are n of them, and
     *     the last one leads to state 0; otherwise there are n - 1
     * @param cyclic whether the states form a ring
     * @param delta the distance of neighboring states, above 0
     * @return the bridge
     * @throws IllegalArgumentException if there are too few log ratios, one is NaN or infinite, or delta is not above 0
     *     and finite
     */
    public static TriangularBridge ofForwardLogRatios(double[] forwardLogRatios, boolean cyclic, double delta) {
        Steps.checkDelta(delta);
        if (forwardLogRatios.length < (cyclic ? 2 : 1)) {
            throw new IllegalArgumentException("the triangular bridge needs at least two states");
        }
        for (int k = 0; k < forwardLogRatios.length; k++) {
            if (!Double.isFinite(forwardLogRatios[k])) {
                throw new IllegalArgumentException("the triangular bridge needs finite ratios, but the log ratio from"
                        + " state " + k + " to the next one is " + forwardLogRatios[k]);
            }
        }
        return new TriangularBridge(forwardLogRatios, cyclic, delta);
    }

    /**
     * Returns whether a model on this graph has a triangular bridge.
     *
     * @param graph the graph
     * @return true if it is {@code cycle}, {@code cycle-forward}, {@code torus}, {@code chain} or {@code grid} on one
     *     coordinate of at least two values
     */
    public static boolean isDefined(Neighborhood graph) {
        // A user's own graph may have the name of one of these.
        return graph.space().dimension() == 1
                && graph.space().cardinality(0) >= 2
                && (RINGS.contains(graph.spec()) || PATHS.contains(graph.spec()))
                && Graphs.same(graph, Graphs.parse(graph.spec(), graph.space()));
    }

    /**
     * Returns the sum of the forward log ratios around the ring, in nats. It is 0 for a consistent score. For a free
     * model it may differ from 0. No density then has these ratios, and the bridge subtracts an n-th of the residual
     * from each.
     *
     * @return the residual of the given ratios; 0 if the states do not form a ring
     */
    public double cycleResidual() {
        return cycleResidual;
    }

    /**
     * Returns the distribution of the clean states.
     *
     * @return a copy, {@code [n]}
     */
    public double[] probabilities() {
        return probabilities.clone();
    }

    /**
     * Returns the lower end of the support.
     *
     * @return 0 on a ring, otherwise {@code -delta}
     */
    public double lower() {
        return delta * firstCell;
    }

    /**
     * Returns the upper end of the support.
     *
     * @return {@code n delta}
     */
    public double upper() {
        return delta * probabilities.length;
    }

    @Override
    public double period() {
        return cyclic ? upper() : Double.POSITIVE_INFINITY;
    }

    /**
     * Returns the density.
     *
     * @param x any point
     * @return the normalised density; 0 outside the support
     */
    public double density(double x) {
        return Math.exp(logDensity(x));
    }

    /**
     * Returns the log density.
     *
     * @param x any point
     * @return the normalised log density, in nats; negative infinity outside the support
     */
    @Override
    public double logDensity(double x) {
        double y = wrap(x);
        if (!holds(y)) {
            return Double.NEGATIVE_INFINITY;
        }
        int i = index(y);
        return logLarger[i] + Math.log(relativeDensity(i, offset(y, i)) / delta);
    }

    /**
     * Returns the Stein score.
     *
     * @param x a point of the support
     * @return {@code d log p~(x) / dx}; at a state itself, where the density has a kink, the score of the cell above
     * @throws IllegalArgumentException if x lies outside the support
     */
    @Override
    public double score(double x) {
        double y = inSupport(x);
        int i = index(y);
        return rise[i] / (delta * relativeDensity(i, offset(y, i)));
    }

    /**
     * Returns the cell of a point.
     *
     * @param x a point of the support
     * @return k with {@code delta k <= x < delta (k + 1)}, in {@code 0..n-1} on a ring and {@code -1..n-1} otherwise
     * @throws IllegalArgumentException if x lies outside the support
     */
    public int cell(double x) {
        return index(inSupport(x)) + firstCell;
    }

    /**
     * Returns the posterior of the clean state, which is k or k + 1 in cell k.
     *
     * @param x a point of the support
     * @return {@code P(clean = k + 1 | x)} with {@code k = cell(x)}
     * @throws IllegalArgumentException if x lies outside the support
     */
    public double posterior(double x) {
        double y = inSupport(x);
        int i = index(y);
        double t = offset(y, i);
        return t * right[i] / relativeDensity(i, t);
    }

    /**
     * Returns the posterior mean of the clean state's position, which has the smallest mean squared error. Neither the
     * mean nor rounding recovers the distribution of the states, but {@link #denoise} does.
     *
     * @param x a point of the support
     * @return {@code E[clean | x]}, in the units of x, between the ends of the cell of x. In the last cell of a ring,
     *     the first state counts as {@code n delta}
     * @throws IllegalArgumentException if x lies outside the support
     */
    public double posteriorMean(double x) {
        return delta * (cell(x) + posterior(x));
    }

    /**
     * Draws the clean state from its posterior. For points drawn from the density it has exactly the distribution
     * {@link #probabilities}.
     *
     * @param x a point of the support
     * @param random the generator
     * @return the state, {@code 0..n-1}
     * @throws IllegalArgumentException if x lies outside the support
     */
    public int denoise(double x, UniformRandomProvider random) {
        int k = cell(x);
        if (random.nextDouble() < posterior(x)) {
            k++;
        }
        return k == probabilities.length && cyclic ? 0 : k;
    }

    /**
     * Draws a point from the density by inverting its distribution function. It draws the cell first, and then the
     * place in the cell.
     *
     * @param random the generator
     * @return a point of the support
     */
    public double sample(UniformRandomProvider random) {
        int cells = left.length;
        double u = Steps.openUniform(random) * massBefore[cells];
        int found = Arrays.binarySearch(massBefore, u);
        // A cell contains the u in (before, after].
        int i = Math.min((found < 0 ? -found - 1 : found) - 1, cells - 1);
        double a = left[i];
        double b = right[i];
        double v = Steps.openUniform(random);
        // This solves a t + (b - a) t^2 / 2 = v (a + b) / 2 without cancellation.
        double t = v * (a + b) / (a + Math.sqrt((1 - v) * a * a + v * b * b));
        return wrap(delta * (i + firstCell + t));
    }

    /**
     * Returns the exact masses of bins of equal width. The first bin begins at the lower end of the support.
     *
     * @param binsPerCell number of bins in each cell, at least 1; their width is {@code delta / binsPerCell}
     * @return {@code [n binsPerCell]} on a ring, otherwise {@code [(n + 1) binsPerCell]}; the sum is 1
     * @throws IllegalArgumentException if {@code binsPerCell} is below 1
     */
    public double[] binProbabilities(int binsPerCell) {
        if (binsPerCell < 1) {
            throw new IllegalArgumentException("binsPerCell must be at least 1, was " + binsPerCell);
        }
        double[] bins = new double[Math.multiplyExact(left.length, binsPerCell)];
        Arrays.setAll(bins, bin -> {
            double from = (double) (bin % binsPerCell) / binsPerCell;
            return mass(bin / binsPerCell, from, from + 1.0 / binsPerCell);
        });
        return bins;
    }

    /** Returns the mass of a part of a cell, in which the density is linear. */
    private double mass(int i, double from, double to) {
        return (to - from) * Math.exp(logLarger[i]) * relativeDensity(i, (from + to) / 2);
    }

    /** Returns the density at t in a cell, divided by that at its larger end. */
    private double relativeDensity(int i, double t) {
        return (1 - t) * left[i] + t * right[i];
    }

    /** Returns whether a wrapped point lies in the support. */
    private boolean holds(double y) {
        return y > lower() && y < upper() || cyclic && y == 0;
    }

    private double inSupport(double x) {
        double y = wrap(x);
        if (!holds(y)) {
            throw new IllegalArgumentException("x must lie in (" + lower() + ", " + upper() + "), was " + x);
        }
        return y;
    }

    /** Returns the cell of a wrapped point, counted from the first one. The division may round out of the support. */
    private int index(double y) {
        return Math.max(0, Math.min(left.length - 1, (int) Math.floor(y / delta) - firstCell));
    }

    private double offset(double y, int i) {
        return Math.max(0, Math.min(1, y / delta - (i + firstCell)));
    }

    @Override
    public String toString() {
        return "TriangularBridge[" + probabilities.length + (cyclic ? " states on a ring, delta " : " states, delta ")
                + delta + "]";
    }
}
