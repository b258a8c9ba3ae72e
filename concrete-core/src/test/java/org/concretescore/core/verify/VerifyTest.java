package org.concretescore.core.verify;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.exact.Ising;
import org.concretescore.core.exact.Target;
import org.concretescore.core.exact.TestDistributions;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.noise.Noise;
import org.concretescore.core.objective.ConditionalObjective;
import org.concretescore.core.objective.Csm;
import org.concretescore.core.objective.EdgeBatch;
import org.concretescore.core.objective.EdgeLoss;
import org.concretescore.core.objective.EdgeObjective;
import org.concretescore.core.objective.GroupLoss;
import org.concretescore.core.objective.Objective;
import org.concretescore.core.objective.ObjectiveOptions;
import org.concretescore.core.objective.Objectives;
import org.concretescore.core.objective.RatioMatching;
import org.concretescore.core.objective.ScoreEntropy;
import org.concretescore.core.score.LocalScore;
import org.concretescore.core.score.LogDensity;
import org.concretescore.core.score.NormalisedDensity;
import org.concretescore.core.score.ScoreModel;
import org.concretescore.core.score.TableScore;
import org.concretescore.core.score.TiedScore;
import org.concretescore.core.score.Unit;
import org.concretescore.core.space.StateSpace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** That wrong losses, objectives, scores, densities and targets are found, and right ones pass. */
final class VerifyTest {
    private static final StateSpace SPACE = StateSpace.of(3, 2, 2);
    private static final Neighborhood GRAPH = Graphs.hamming(SPACE);

    private final UniformRandomProvider random = STREAMS.stream("verify");
    private final ExactDistribution p = TestDistributions.random(SPACE, 1, random);

    private static void refused(String message, Executable call) {
        String actual = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(actual.contains(message), actual);
    }

    /** The loss of the guide to one's own objectives, with what may be wrong. */
    private record Exponential(DoubleUnaryOperator out, DoubleUnaryOperator outSlope, double inSign)
            implements EdgeLoss {
        @Override
        public String name() {
            return "exponential";
        }

        @Override
        public Unit unit() {
            return Unit.LOG_RATIO;
        }

        @Override
        public double out(double l) {
            return out.applyAsDouble(l);
        }

        @Override
        public double outSlope(double l) {
            return outSlope.applyAsDouble(l);
        }

        @Override
        public double in(double l) {
            return inSign * Math.exp(-l / 2);
        }

        @Override
        public double inSlope(double l) {
            return -inSign * Math.exp(-l / 2) / 2;
        }
    }

    private static final EdgeLoss RIGHT = new Exponential(l -> Math.exp(l / 2), l -> Math.exp(l / 2) / 2, 1);
    private static final EdgeLoss WRONG_SLOPE = new Exponential(l -> Math.exp(l / 2), l -> Math.exp(l / 2), 1);
    private static final EdgeLoss WRONG_SIGN = new Exponential(l -> Math.exp(l / 2), l -> Math.exp(l / 2) / 2, -1);
    private static final EdgeLoss IMPROPER = new Exponential(l -> 2 * Math.exp(l / 2), l -> Math.exp(l / 2), 1);

    @Test
    void edgeLosses() {
        for (EdgeLoss loss :
                List.of(RIGHT, new RatioMatching(), new ScoreEntropy(), new Csm(Unit.LOG_RATIO), new Csm(Unit.SCORE))) {
            Verify.edgeLoss(loss);
        }
        refused("the loss exponential has the slope", () -> Verify.edgeLoss(WRONG_SLOPE));
        refused("the loss exponential is not proper: at -7.01", () -> Verify.edgeLoss(WRONG_SIGN));
        refused("the loss exponential is not proper: at -7.01", () -> Verify.edgeLoss(IMPROPER));
    }

    /** Pseudo-likelihood with a factor on its derivatives, and another on its value. */
    private record Scaled(double onSlopes, double power, boolean outside) implements GroupLoss {
        @Override
        public String name() {
            return "scaled";
        }

        @Override
        public double lossAndGradient(double[] l, int from, int to, double weight, double[] gradient) {
            double w = Math.pow(weight, power);
            double value = ConditionalObjective.pseudoLikelihood().lossAndGradient(l, from, to, w, gradient);
            for (int i = from; i < to; i++) {
                gradient[i] *= onSlopes;
            }
            if (outside) {
                gradient[to] = 0;
            }
            return value;
        }
    }

    @Test
    void groupLosses() {
        Verify.groupLoss(ConditionalObjective.pseudoLikelihood(), random);
        Verify.groupLoss(ConditionalObjective.marginalization(2), random);
        Verify.groupLoss(new Scaled(1, 1, false), random);
        refused("is not proper", () -> Verify.groupLoss(ConditionalObjective.marginalOriginal(), random));
        refused("has the derivative", () -> Verify.groupLoss(new Scaled(-1, 1, false), random));
        refused("with the weight 3", () -> Verify.groupLoss(new Scaled(1, 2, false), random));
        refused("outside of its group", () -> Verify.groupLoss(new Scaled(1, 1, true), random));
    }

    static Stream<Objective> objectives() {
        return Objectives.NAMES.stream()
                .filter(name -> !name.contains("original"))
                .flatMap(name -> name.equals("likelihood") || name.equals("energy-discrepancy")
                        ? Stream.of(name)
                        : Stream.of(name, name + "-mc"))
                .map(VerifyTest::objective);
    }

    private static Objective objective(String name) {
        boolean noisy = name.startsWith("dcsm") || name.equals("energy-discrepancy");
        ObjectiveOptions options = ObjectiveOptions.defaults();
        return Objectives.parse(name, Unit.LOG_RATIO, noisy ? options.withNoise(Noise.uniform(0.2)) : options);
    }

    @ParameterizedTest
    @MethodSource("objectives")
    void ownObjectivesPass(Objective objective) {
        Verify.objective(objective, GRAPH, random);
    }

    /** An objective with something wrong on top. */
    private record Wrapped(Objective inner, String fault) implements Objective {
        @Override
        public String name() {
            return fault;
        }

        @Override
        public Unit unit() {
            return inner.unit();
        }

        @Override
        public void select(
                EdgeBatch edges, int[] states, int from, int count, double[] weights, UniformRandomProvider random) {
            UniformRandomProvider given =
                    fault.equals("own generator") ? org.apache.commons.rng.simple.RandomSource.KISS.create() : random;
            if (fault.equals("twice as heavy out")) {
                for (int slot = 0; slot < edges.graph().slots(); slot++) {
                    edges.addOutgoing(states, from * edges.graph().space().dimension(), slot, weights[from]);
                }
            }
            inner.select(edges, states, from, count, weights, given);
            if (fault.equals("changes rows")) {
                states[0] ^= 1;
            }
        }

        @Override
        public double lossAndGradient(EdgeBatch edges, double[] values, double[] gradient) {
            double loss = inner.lossAndGradient(edges, values, gradient);
            return fault.equals("wrong loss") ? 2 * loss : loss;
        }

        @Override
        public int statesPerRow(Neighborhood graph, boolean tied) {
            return fault.equals("few states") ? 0 : inner.statesPerRow(graph, tied);
        }
    }

    @Test
    void wrongObjectives() {
        Objective full = EdgeObjective.full(RIGHT);
        Objective sampled = EdgeObjective.sampled(RIGHT);
        Verify.objective(new Wrapped(full, "nothing"), GRAPH, random);
        Verify.objective(new Wrapped(sampled, "nothing"), GRAPH, random);
        refused("is not proper: at the truth", () -> Verify.objective(EdgeObjective.full(IMPROPER), GRAPH, random));
        refused("derivative at the truth", () -> Verify.objective(EdgeObjective.sampled(IMPROPER), GRAPH, random));
        refused("by differences", () -> Verify.objective(EdgeObjective.full(WRONG_SLOPE), GRAPH, random));
        refused("is not proper", () -> Verify.objective(new Wrapped(full, "twice as heavy out"), GRAPH, random));
        refused("by differences", () -> Verify.objective(new Wrapped(full, "wrong loss"), GRAPH, random));
        refused("changed the data rows", () -> Verify.objective(new Wrapped(full, "changes rows"), GRAPH, random));
        refused("but statesPerRow is 0", () -> Verify.objective(new Wrapped(full, "few states"), GRAPH, random));
        refused("selects other edges", () -> Verify.objective(new Wrapped(sampled, "own generator"), GRAPH, random));
    }

    /** A local score with something wrong. */
    private record Faulty(LocalScore inner, String fault) implements LocalScore {
        @Override
        public Neighborhood neighborhood() {
            return inner.neighborhood();
        }

        @Override
        public void logRatios(int[] states, int count, double[] logRatios) {
            inner.logRatios(states, count, logRatios);
            int slots = neighborhood().slots();
            if (fault.equals("batch") && count > 1) {
                logRatios[slots] += 1;
            }
            if (fault.equals("behind") && logRatios.length > count * slots) {
                logRatios[count * slots] = 0;
            }
            if (fault.equals("NaN")) {
                logRatios[1] = Double.NaN;
            }
            if (fault.equals("empty")) {
                for (int i = 0; i < count * slots; i++) {
                    logRatios[i] = Math.max(logRatios[i], -50);
                }
            }
        }

        @Override
        public double logRatio(int[] states, int at, int slot) {
            return inner.logRatio(states, fault.equals("alone") ? 0 : at, slot);
        }

        @Override
        public int affected(int[] states, int at, int slot, int[] slots) {
            int count = inner.affected(states, at, slot, slots);
            return fault.equals("affected") ? count - 1 : count;
        }

        @Override
        public int maxAffected() {
            return inner.maxAffected();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "batch", "behind", "NaN", "empty", "alone", "affected"})
    void scores(String fault) {
        Neighborhood grid = Graphs.grid(StateSpace.of(4, 3));
        LocalScore table = TableScore.of(TiedScore.of(TestDistributions.random(grid.space(), 1, random), grid));
        ScoreModel model = new Faulty(table, fault);
        if (fault.isEmpty()) {
            Verify.score(model, 1e-9, random);
            Verify.score(Ising.of(6, 7, 0.3).score(), 1e-9, random);
            return;
        }
        assertThrows(IllegalArgumentException.class, () -> Verify.score(model, 1e-9, random));
    }

    @ParameterizedTest
    @ValueSource(strings = {"hamming", "grid", "cycle", "complete", "union(grid,star)"})
    void consistency(String spec) {
        Neighborhood graph = Graphs.parse(spec, SPACE);
        Verify.consistent(TiedScore.of(p, graph), 1e-9, random);
        int[] states = TestDistributions.states(SPACE);
        double[] rows = new double[(int) SPACE.size() * graph.slots()];
        p.score(graph).logRatios(states, (int) SPACE.size(), rows);
        rows[0] += 0.01;
        ScoreModel other = TableScore.of(graph, rows);
        refused("is not the score of a distribution", () -> Verify.consistent(other, 1e-3, random));
        Verify.consistent(Ising.of(6, 7, 0.3).score(), 1e-9, random);
    }

    private record Density(LogDensity inner, double factor, double shift, boolean biased) implements NormalisedDensity {
        @Override
        public StateSpace space() {
            return inner.space();
        }

        @Override
        public void logDensities(int[] states, int count, double[] logDensities) {
            inner.logDensities(states, count, logDensities);
            for (int i = 0; i < count; i++) {
                logDensities[i] += shift + (count > 1 ? Math.log(factor) : 0);
            }
        }

        @Override
        public void sample(UniformRandomProvider random, int count, int[] states) {
            int[] samples = ((ExactDistribution) inner).sample(count, random);
            if (biased) {
                for (int i = 0; i < samples.length; i += 30) {
                    samples[i] = 0;
                }
            }
            System.arraycopy(samples, 0, states, 0, samples.length);
        }
    }

    @Test
    void densities() {
        Verify.density(p, 1e-9, random);
        Verify.density(new Density(p, 1, 0, false), 1e-9, random);
        refused("in a batch of two", () -> Verify.density(new Density(p, 2, 0, false), 1e-9, random));
        refused("not to 1", () -> Verify.density(new Density(p, 1, 0.1, false), 1e-9, random));
        refused("samples of Density", () -> Verify.density(new Density(p, 1, 0, true), 1e-9, random));
        refused("is NaN", () -> Verify.density(new Density(p, 1, Double.NaN, false), 1e-9, random));
        double[] weights = new double[(int) SPACE.size()];
        weights[weights.length - 1] = 1;
        ExactDistribution certain = ExactDistribution.of(SPACE, weights);
        Verify.density(new Density(certain, 1, 0, false), 1e-9, random);
        refused(
                "has the probability 0, but was observed",
                () -> Verify.density(new Density(certain, 1, 0, true), 1e-9, random));
    }

    /** A target with one answer of another. */
    private record Mixed(Target right, Target wrong, String fault) implements Target {
        private Target of(String what) {
            return what.equals(fault) ? wrong : right;
        }

        @Override
        public StateSpace space() {
            return right.space();
        }

        @Override
        public void logDensities(int[] states, int count, double[] logDensities) {
            right.logDensities(states, count, logDensities);
        }

        @Override
        public LocalScore score() {
            return of("score").score();
        }

        @Override
        public double logZ() {
            return of("log Z").logZ();
        }

        @Override
        public double meanStatistic() {
            return of("mean energy").meanStatistic();
        }

        @Override
        public void sample(UniformRandomProvider random, int count, int[] states) {
            of("samples").sample(random, count, states);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "log Z", "mean energy", "score", "samples"})
    void targets(String fault) {
        Target target = new Mixed(Ising.of(3, 3, 0.3), Ising.of(3, 3, 0.25), fault);
        if (fault.isEmpty()) {
            Verify.target(target, 1e-9, random);
            return;
        }
        refused(fault.equals("score") ? "log ratio of state" : fault, () -> Verify.target(target, 1e-9, random));
    }
}
