package org.concretescore.core.score;

import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.space.Counts;
import org.concretescore.core.space.StateSpace;

/**
 * A model that answers for the Concrete score of a distribution on a neighborhood graph: a table, a lattice or a
 * network. All samplers use this interface. The score of an edge from x to its neighbor y, and its log ratio, are
 *
 * <p>\[ c_p(x)_y = \frac{p(y)}{p(x)} - 1, \qquad l_p(x)_y = \log \frac{p(y)}{p(x)}. \]
 *
 * <p>Several threads may share a model. The models of this library check a batch once per call, in one pass over the
 * states. Your own model can do so by {@link StateSpace#check(int[], int, String, double[], int)}.
 *
 * <pre>{@code
 * StateSpace space = StateSpace.of(3);
 * ExactDistribution law = ExactDistribution.of(space, 1, 2, 5); // probabilities 1/8, 2/8, 5/8
 * ScoreModel model = law.score(Graphs.cycle(space));
 * double[] logRatios = model.logRatios(0); // of the neighbors 1 and 2: log 2 and log 5
 * double[] scores = new double[2];
 * model.scores(new int[] {0}, 1, scores); // 1 and 4
 * }</pre>
 */
public interface ScoreModel {
    /**
     * Returns the graph whose slots the answers belong to.
     *
     * @return the graph
     */
    Neighborhood neighborhood();

    /**
     * Writes {@code log p(y)/p(x)}, in nats, for the neighbor y in every slot of every state x.
     *
     * @param states {@code [count, D]}, row-major
     * @param count number of states, 0 or more
     * @param logRatios receives {@code [count, slots]}; an empty slot gets negative infinity (a ratio of 0)
     * @throws IllegalArgumentException if a value is out of range, or an array too short
     */
    void logRatios(int[] states, int count, double[] logRatios);

    /**
     * Writes the Concrete score {@code c(x; N)_i = p(y)/p(x) - 1} (equation 2).
     *
     * @param states {@code [count, D]}, row-major
     * @param count number of states, 0 or more
     * @param scores receives {@code [count, slots]}; an empty slot gets -1
     */
    default void scores(int[] states, int count, double[] scores) {
        logRatios(states, count, scores);
        int n = count * neighborhood().slots();
        for (int i = 0; i < n; i++) {
            scores[i] = Math.expm1(scores[i]);
        }
    }

    /**
     * Writes the ratios {@code p(y)/p(x)} (equation 3).
     *
     * @param states {@code [count, D]}, row-major
     * @param count number of states, 0 or more
     * @param ratios receives {@code [count, slots]}; an empty slot gets 0
     */
    default void ratios(int[] states, int count, double[] ratios) {
        logRatios(states, count, ratios);
        int n = count * neighborhood().slots();
        for (int i = 0; i < n; i++) {
            ratios[i] = Math.exp(ratios[i]);
        }
    }

    /**
     * Returns the log ratios of one state, for use by hand.
     *
     * @param state the D coordinates
     * @return a new array of length {@code slots}
     * @throws IllegalArgumentException if the state does not lie in the space
     */
    default double[] logRatios(int... state) {
        StateSpace space = neighborhood().space();
        if (state.length != space.dimension()) {
            throw new IllegalArgumentException("a state of " + space + " has "
                    + Counts.of(space.dimension(), "coordinate") + ", was given " + state.length);
        }
        space.check(state, 1);
        double[] out = new double[neighborhood().slots()];
        logRatios(state, 1, out);
        return out;
    }
}
