package org.concretescore.core.objective;

import java.util.Objects;
import org.concretescore.core.score.Unit;

/**
 * Concrete score matching (equation 5): {@code out = c^2 + 2c}, {@code in = -2c}, for scores c. Its mean over the data,
 *
 * <p>\[ J(\theta) = \mathbb{E}_{p(x)} \Bigl[ \sum_{y \in N(x)} \bigl( c_\theta(x)_y^2 + 2\, c_\theta(x)_y \bigr)
 * - \sum_{z \,:\, x \in N(z)} 2\, c_\theta(z)_x \Bigr], \]
 *
 * <p>is up to a constant the mean squared distance from the score of the data,
 * \( \mathbb{E}_{p(x)} \sum_y (c_\theta(x)_y - c_p(x)_y)^2 \).
 *
 * <p>In log ratios, {@code c = e^l - 1}, its weight is {@code w(l) = 2 e^l}. Edges with a large ratio therefore
 * outweigh all others, and the loss is unbounded below if a state of the data has a neighbor that is not in the data.
 * Give it a {@link Tail}.
 *
 * @param unit the unit of the model's answers: log ratios, or scores, for which the loss is quadratic
 */
public record Csm(Unit unit) implements EdgeLoss {
    /**
     * Checks that there is a unit.
     *
     * @param unit the unit of the model's answers
     */
    public Csm {
        Objects.requireNonNull(unit, "unit");
    }

    @Override
    public String name() {
        return "csm";
    }

    @Override
    public String describe() {
        return unit == Unit.SCORE ? "csm on scores" : name();
    }

    private double ratio(double value) {
        return unit == Unit.SCORE ? 1 + value : Math.exp(value);
    }

    @Override
    public double out(double value) {
        double r = ratio(value);
        return r * r - 1;
    }

    @Override
    public double outSlope(double value) {
        double r = ratio(value);
        return 2 * (unit == Unit.SCORE ? r : r * r);
    }

    @Override
    public double in(double value) {
        return -2 * (ratio(value) - 1);
    }

    @Override
    public double inSlope(double value) {
        return unit == Unit.SCORE ? -2 : -2 * Math.exp(value);
    }
}
