package org.concretescore.core.baseline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.concretescore.core.data.Dataset;
import org.concretescore.core.data.Schema;
import org.concretescore.core.space.StateSpace;
import org.junit.jupiter.api.Test;

final class LogLikelihoodTest {
    private static final Schema BITS = Schema.of(StateSpace.binary(1));

    @Test
    void rowsCountByTheirWeights() {
        LogLikelihood once = LogLikelihood.of(new double[] {-1, -2, -6});
        assertEquals(-3, once.mean(), 1e-12);
        assertEquals(Math.sqrt(7.0 / 3), once.stdError(), 1e-12);
        Dataset weighted = Dataset.of(BITS, new int[] {0, 1}, new double[] {3, 1});
        LogLikelihood mean = LogLikelihood.of(weighted, new double[] {-1, -5});
        assertEquals(-2, mean.mean(), 1e-12);
        // Deviations of 3 * 1 and 1 * -3, squared, times n / (n - 1), over a total weight of 4.
        assertEquals(Math.sqrt(2 * (9 + 9)) / 4, mean.stdError(), 1e-12);
    }

    @Test
    void aRowWithoutWeightSaysNothing() {
        Dataset weighted = Dataset.of(BITS, new int[] {0, 1}, new double[] {2, 0});
        assertEquals(
                -1,
                LogLikelihood.of(weighted, new double[] {-1, Double.NEGATIVE_INFINITY})
                        .mean());
        assertEquals(Double.NaN, LogLikelihood.of(new double[] {-1}).stdError());
    }

    @Test
    void ofAModelItIsThatOfItsLogDensities() {
        Dataset data = Dataset.of(BITS, new int[] {0, 1, 1, 1}, 4);
        double mean = LogLikelihood.of(data, IndependentModel.uniform(StateSpace.binary(1)))
                .mean();
        assertEquals(-Math.log(2), mean, 1e-12);
    }

    @Test
    void refusals() {
        Dataset data = Dataset.of(BITS, new int[] {0, 1}, 2);
        assertThrows(IllegalArgumentException.class, () -> LogLikelihood.of(data, new double[3]));
        assertThrows(IllegalArgumentException.class, () -> LogLikelihood.of(new double[0]));
        assertThrows(
                IllegalArgumentException.class,
                () -> LogLikelihood.of(data, IndependentModel.uniform(StateSpace.binary(2))));
    }
}
