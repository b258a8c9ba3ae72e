package org.concretescore.core.objective;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.exact.TestDistributions;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.score.Unit;
import org.concretescore.core.space.StateSpace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Pseudo-likelihood and marginalization, against their definitions on whole tables. */
final class ConditionalObjectiveTest {
    private final UniformRandomProvider random = STREAMS.stream("conditionals");

    static List<StateSpace> spaces() {
        return List.of(
                StateSpace.of(5),
                StateSpace.of(2, 3),
                StateSpace.of(3, 1, 2),
                StateSpace.binary(3),
                StateSpace.of(3, 4));
    }

    private static List<GroupLoss> losses() {
        return List.of(
                ConditionalObjective.pseudoLikelihood(),
                ConditionalObjective.marginalization(Double.POSITIVE_INFINITY),
                ConditionalObjective.marginalization(0.3),
                ConditionalObjective.marginalOriginal());
    }

    private static TableModel model(StateSpace space) {
        return new TableModel(Graphs.grid(space), true);
    }

    /** q(x_d = k | x_-d) for all k, from the table. */
    private static double[] conditional(StateSpace space, double[] q, int x, int d) {
        int[] state = new int[space.dimension()];
        space.unrank(x, state, 0);
        double[] p = new double[space.cardinality(d)];
        for (int k = 0; k < p.length; k++) {
            state[d] = k;
            p[k] = q[(int) space.rank(state, 0)];
        }
        double sum = Arrays.stream(p).sum();
        return Arrays.stream(p).map(v -> v / sum).toArray();
    }

    @ParameterizedTest
    @MethodSource("spaces")
    void valuesAreThoseOfTheDefinition(StateSpace space) {
        int n = (int) space.size();
        double[] p = TestDistributions.random(space, 1, random).probabilities();
        ExactDistribution model = TestDistributions.random(space, 1, random);
        double[] theta = Arrays.stream(model.probabilities()).map(Math::log).toArray();
        double pseudo = 0;
        double marginal = 0;
        double original = 0;
        for (int x = 0; x < n; x++) {
            int[] state = new int[space.dimension()];
            space.unrank(x, state, 0);
            for (int d = 0; d < state.length; d++) {
                if (space.cardinality(d) > 1) {
                    double[] q = conditional(space, model.probabilities(), x, d);
                    double own = q[state[d]];
                    pseudo -= p[x] * Math.log(own);
                    marginal += p[x]
                            * (1 / own / own
                                    - 2 * Arrays.stream(q).map(v -> 1 / v).sum());
                    original += p[x] * (1 / own / own - 2 / own);
                }
            }
        }
        double[] expected = {pseudo, marginal, Double.NaN, original};
        for (int i = 0; i < expected.length; i++) {
            if (i != 2) {
                double loss = model(space)
                        .population(ConditionalObjective.full(losses().get(i)), theta, p)
                        .loss();
                assertEquals(
                        expected[i],
                        loss,
                        1e-11 * Math.abs(expected[i]),
                        losses().get(i).name());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("spaces")
    void gradientsAreFiniteDifferences(StateSpace space) {
        TableModel model = model(space);
        for (GroupLoss loss : losses()) {
            Objective objective = ConditionalObjective.full(loss);
            double[] p = TestDistributions.random(space, 1, random).probabilities();
            double[] theta = TestDistributions.normals(model.parameters(), 1.3, random);
            double[] gradient = model.population(objective, theta, p).gradient();
            for (int i = 0; i < theta.length; i++) {
                double center = theta[i];
                theta[i] = center + 1e-5;
                double above = model.population(objective, theta, p).loss();
                theta[i] = center - 1e-5;
                double below = model.population(objective, theta, p).loss();
                theta[i] = center;
                double difference = (above - below) / 2e-5;
                assertEquals(difference, gradient[i], 1e-6 * Math.max(1, Math.abs(difference)), loss.toString());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("spaces")
    void theSampledFormIsUnbiased(StateSpace space) {
        TableModel model = model(space);
        int[] states = TestDistributions.states(space);
        double[] weights = TestDistributions.random(space, 1, random).probabilities();
        double[] theta = TestDistributions.normals(model.parameters(), 1, random);
        for (GroupLoss loss : losses()) {
            for (int coordinates = 1; coordinates <= 2; coordinates++) {
                Objective sampled = ConditionalObjective.sampled(loss, coordinates);
                for (int row = 0; row < weights.length; row++) {
                    double mean = 0;
                    EnumeratedRandom draws = new EnumeratedRandom();
                    do {
                        double drawn = model.lossAndGradient(sampled, theta, states, row, 1, weights, draws)
                                .loss();
                        mean += draws.probability() * drawn;
                    } while (draws.next());
                    double full = model.lossAndGradient(
                                    ConditionalObjective.full(loss), theta, states, row, 1, weights, null)
                            .loss();
                    assertEquals(full, mean, 1e-12 * Math.max(1, Math.abs(full)), loss.toString());
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("spaces")
    void theMinimumIsTheTruth(StateSpace space) {
        for (GroupLoss loss : losses().subList(0, 3)) {
            ExactDistribution p = TestDistributions.random(space, 1, random);
            assertEquals(0, p.kl(minimum(loss, p)), 1e-10, () -> space + ", " + loss);
        }
    }

    private ExactDistribution minimum(GroupLoss loss, ExactDistribution p) {
        TableModel model = model(p.space());
        double[] start = TestDistributions.normals(model.parameters(), 0.2, random);
        double[] found = Descent.minimum(
                theta -> model.population(ConditionalObjective.full(loss), theta, p.probabilities()),
                start,
                p.space() + ", " + loss);
        return MinimiserTest.softmax(p.space(), found);
    }

    /**
     * On one coordinate of two values, u = 1/q: the original is least where {@code sum_k p_k (u_k - 1)^2} is, that is
     * where {@code p_0 e^(2l) = p_1 e^(-2l)}: the fourth root again.
     */
    @Test
    void theOriginalOfMarginalizationIsWrong() {
        ExactDistribution p = ExactDistribution.of(StateSpace.of(2), 1, 16);
        ExactDistribution found = minimum(ConditionalObjective.marginalOriginal(), p);
        assertEquals(2, found.probability(1) / found.probability(0), 1e-6);
        ExactDistribution other = TestDistributions.random(StateSpace.of(3, 4), 1.5, random);
        assertTrue(other.kl(minimum(ConditionalObjective.marginalOriginal(), other)) > 0.01);
    }

    /** On bits, marginalization is CSM on bit flips: values differ by the same constant everywhere, gradients agree. */
    @Test
    void marginalizationIsCsmOnBitFlips() {
        StateSpace space = StateSpace.binary(4);
        TableModel model = new TableModel(Graphs.hamming(space), true);
        double[] p = TestDistributions.random(space, 1, random).probabilities();
        for (int trial = 0; trial < 5; trial++) {
            double[] theta = TestDistributions.normals(16, 1.2, random);
            TableModel.Result marginal = model.population(
                    ConditionalObjective.full(ConditionalObjective.marginalization(Double.POSITIVE_INFINITY)),
                    theta,
                    p);
            TableModel.Result csm = model.population(EdgeObjective.full(new Csm(Unit.LOG_RATIO)), theta, p);
            // u^2 - 2u - 2u' with u = 1 + e^l: e^{2l} - 2e^{-l} - 3, where CSM has + 1; four coordinates.
            assertEquals(csm.loss() - 16, marginal.loss(), 1e-11 * Math.abs(csm.loss()));
            for (int i = 0; i < 16; i++) {
                assertEquals(csm.gradient()[i], marginal.gradient()[i], 1e-10 * (1 + Math.abs(csm.gradient()[i])));
            }
        }
    }

    /** Pairwise logistic regression of a tied model on bit flips is pseudo-likelihood. */
    @Test
    void pseudoLikelihoodIsLogisticOnBitFlips() {
        StateSpace space = StateSpace.binary(4);
        TableModel model = new TableModel(Graphs.hamming(space), true);
        double[] p = TestDistributions.random(space, 1, random).probabilities();
        double[] theta = TestDistributions.normals(16, 2, random);
        TableModel.Result pseudo =
                model.population(ConditionalObjective.full(ConditionalObjective.pseudoLikelihood()), theta, p);
        TableModel.Result logistic = model.population(EdgeObjective.full(new LogisticLoss()), theta, p);
        assertEquals(logistic.loss(), pseudo.loss(), 1e-13);
        for (int i = 0; i < 16; i++) {
            assertEquals(logistic.gradient()[i], pseudo.gradient()[i], 1e-14);
        }
    }

    /**
     * The tail bounds marginalization from below where a value of the coordinate is unseen; without it there is none.
     */
    @Test
    void theTailBoundsMarginalization() {
        double[] gradient = new double[1];
        double[] far = {-60};
        GroupLoss bounded = ConditionalObjective.marginalization(2);
        GroupLoss unbounded = ConditionalObjective.marginalization(Double.POSITIVE_INFINITY);
        assertTrue(unbounded.lossAndGradient(far, 0, 1, 1, gradient) < -1e20);
        double end = 1 + Math.exp(2);
        assertTrue(bounded.lossAndGradient(far, 0, 1, 1, gradient) > -6 * end - 2);
        assertTrue(Math.abs(gradient[0]) < 1);
        for (double l : new double[] {-1500, 1500}) {
            double value = bounded.lossAndGradient(new double[] {l}, 0, 1, 1, gradient);
            assertTrue(Double.isFinite(value) && Double.isFinite(gradient[0]), () -> l + ": " + gradient[0]);
        }
        assertThrows(IllegalArgumentException.class, () -> ConditionalObjective.marginalization(0));
    }

    /** Large log ratios, as an untrained or diverging network may give: pseudo-likelihood stays a number. */
    @Test
    void pseudoLikelihoodDoesNotOverflow() {
        double[] gradient = new double[2];
        double value = ConditionalObjective.pseudoLikelihood()
                .lossAndGradient(new double[] {1500, -1500}, 0, 2, 0.5, gradient);
        assertEquals(750, value, 1e-9);
        assertEquals(0.5, gradient[0], 1e-12);
        assertEquals(0, gradient[1], 1e-12);
    }

    @ParameterizedTest
    @MethodSource("spaces")
    void statesPerRowIsABound(StateSpace space) {
        int[] states = TestDistributions.states(space);
        double[] ones = new double[(int) space.size()];
        List<Objective> objectives = new ArrayList<>(List.of(ConditionalObjective.full(losses().get(0))));
        objectives.add(ConditionalObjective.sampled(losses().get(0), 1));
        objectives.add(ConditionalObjective.sampled(losses().get(0), 2));
        for (Objective objective : objectives) {
            int most = 0;
            for (int row = 0; row < ones.length; row++) {
                EnumeratedRandom draws = new EnumeratedRandom();
                do {
                    EdgeBatch edges = new EdgeBatch(Graphs.grid(space), true);
                    objective.select(edges, states, row, 1, ones, draws);
                    most = Math.max(most, edges.stateCount());
                } while (draws.next());
            }
            int bound = objective.statesPerRow(Graphs.grid(space), true);
            assertTrue(most <= bound, most + " states, bound " + bound + " of " + objective + " on " + space);
        }
    }
}
