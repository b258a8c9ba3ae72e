package org.concretescore.core.verify;

import java.util.Objects;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.exact.Target;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.objective.EdgeLoss;
import org.concretescore.core.objective.GroupLoss;
import org.concretescore.core.objective.Objective;
import org.concretescore.core.score.GradientDensity;
import org.concretescore.core.score.LogDensity;
import org.concretescore.core.score.ScoreModel;

/**
 * Checks that your own implementation keeps the promises of its interface. Call these methods in the tests of your own
 * loss, objective, score, density or target. Graphs have
 * {@link org.concretescore.core.graph.Graphs#verify(Neighborhood) Graphs.verify}, and kernels have {@code VerifyKernel}
 * in the sampling module.
 *
 * <p>A failed check throws an {@link IllegalArgumentException} that names what failed, where, and the numbers.
 * Statistical checks follow the rule of {@link SignificanceTest}. Spaces of at most {@value #STATES} states are checked
 * at every state, larger ones at 200 states that are drawn uniformly. A fault at a hundredth of the states is then
 * found with a probability of 0.87.
 *
 * <pre>{@code
 * ExactDistribution law = ExactDistribution.of(StateSpace.of(4), 1, 2, 4, 8); // yours
 * ScoreModel score = law.score(Graphs.chain(law.space())); // yours
 * Verify.density(law, 1e-9, TestStreams.STREAMS.stream("density"));
 * Verify.consistent(score, 1e-9, TestStreams.STREAMS.stream("score"));
 * }</pre>
 */
public final class Verify {
    /** The largest number of states that are all checked. */
    public static final int STATES = 4096;

    private Verify() {}

    /**
     * Checks a loss of edges between values of -7 and 7 (from 0 to 30 for ratios, on scores). {@code outSlope} and
     * {@code inSlope} must be the derivatives of {@code out} and {@code in}. The loss must be proper,
     * {@code out'(l) = -e^l in'(l)} with {@code in' < 0}, or on scores {@code out'(c) = -(1 + c) in'(c)}.
     *
     * @param loss the loss
     * @throws IllegalArgumentException if a slope is wrong, or the loss is not proper; the message names the value
     */
    public static void edgeLoss(EdgeLoss loss) {
        LossChecks.edgeLoss(loss);
    }

    /**
     * Checks a loss of groups of 1, 2 and 4 log ratios, at random values. It checks the derivatives, that the loss
     * writes only within its group, that it is linear in the weight, and that it is proper: a group of states with the
     * probabilities p, each compared with all others, must have a stationary point at the true log ratios that is not a
     * maximum.
     *
     * @param loss the loss
     * @param random draws log ratios and probabilities
     * @throws IllegalArgumentException if a check fails; the message names the log ratios
     */
    public static void groupLoss(GroupLoss loss, UniformRandomProvider random) {
        LossChecks.groupLoss(loss, random);
    }

    /**
     * Checks an objective on a graph, for every kind of model that it admits: tables of log ratios (or scores) and of
     * log densities. The gradient must be that of the loss, a batch must not hold more states than {@code statesPerRow}
     * says, data rows must not be changed, and the same generator must select the same edges. Without noise, the
     * gradient of the loss over a whole distribution must vanish at the truth: exactly if edges are not drawn,
     * otherwise on average over 1000 draws.
     *
     * @param objective the objective
     * @param graph a graph on at most 64 states
     * @param random draws distributions and edges
     * @throws IllegalArgumentException if a check fails, or the graph has more states
     */
    public static void objective(Objective objective, Neighborhood graph, UniformRandomProvider random) {
        ObjectiveChecks.check(objective, graph, random);
    }

    /**
     * Checks a score model. Log ratios must not be NaN, and must be negative infinity in empty slots. Rows must not
     * depend on the batch by more than the tolerance. Nothing may be written behind them. Scores and ratios must agree.
     * A {@link org.concretescore.core.score.LocalScore} must give the same by slots and by classes, and must name all
     * slots that a move changes.
     *
     * @param model the model
     * @param tolerance the largest difference of two log ratios that should be equal, in nats: 1e-9 for double
     *     precision, 1e-4 for a network
     * @param random draws states of a large space
     * @throws IllegalArgumentException if a check fails; the message names state and slot
     */
    public static void score(ScoreModel model, double tolerance, UniformRandomProvider random) {
        new ScoreChecks(model, tolerance).check(Objects.requireNonNull(random, "random"));
    }

    /**
     * Checks that a score is that of some distribution. Log ratios must sum to 0 around edges walked there and back,
     * triangles, and squares, at all states or at random ones. Tied models pass; trained free models do not.
     * Edges with a ratio of 0 or infinity are left out.
     *
     * @param model the model
     * @param tolerance the largest sum around a cycle, in nats
     * @param random draws states of a large space, and cycles
     * @throws IllegalArgumentException if the sum of a cycle is larger; the message names its states
     */
    public static void consistent(ScoreModel model, double tolerance, UniformRandomProvider random) {
        new ScoreChecks(model, tolerance).consistent(Objects.requireNonNull(random, "random"));
    }

    /**
     * Checks a log density. Values must not be NaN or positive infinity, and must not depend on the batch by more than
     * the tolerance. Nothing may be written elsewhere. A {@link GradientDensity} must give the same log densities
     * together with gradients, and its gradients must be finite where the density is not 0. A
     * {@link org.concretescore.core.score.NormalisedDensity} of at most {@value #STATES} states must sum to 1, and its
     * samples must follow it.
     *
     * @param density the density
     * @param tolerance the largest difference of two log densities that should be equal, in nats: 1e-9 for double
     *     precision, 1e-4 for a network
     * @param random draws states of a large space, and samples
     * @throws IllegalArgumentException if a check fails; the message names the state
     */
    public static void density(LogDensity density, double tolerance, UniformRandomProvider random) {
        DensityChecks.density(density, tolerance, random);
    }

    /**
     * Checks a target by enumeration: log Z, the mean of its statistic, that its score is that of its density, and that
     * its samples follow it. It also makes the checks of {@link #density} and {@link #score}.
     *
     * @param target a target on at most 2^16 states
     * @param tolerance the largest difference, relative to the size of the numbers
     * @param random draws samples
     * @throws IllegalArgumentException if a check fails, or there are more states
     */
    public static void target(Target target, double tolerance, UniformRandomProvider random) {
        DensityChecks.target(target, tolerance, random);
    }
}
