package org.concretescore.core.latent;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The bound of rows, and its mean. */
final class MultiSampleBoundTest {
    private static final double NOTHING = Double.NEGATIVE_INFINITY;

    @Test
    void neitherOverflowsNorUnderflows() {
        for (double shift : new double[] {-1e4, 0, 1e4}) {
            double[] row = {99, shift + Math.log(1), shift + Math.log(2), shift + Math.log(6), 99};
            assertEquals(shift + Math.log(3), MultiSampleBound.ofRow(row, 1, 3), 1e-11);
        }
        assertEquals(1e4 - Math.log(2), MultiSampleBound.ofRow(new double[] {-1e4, 1e4}, 0, 2));
        assertEquals(-3.5, MultiSampleBound.ofRow(new double[] {-3.5}, 0, 1));
    }

    @Test
    void aWeightOfZeroCounts() {
        assertEquals(-Math.log(2), MultiSampleBound.ofRow(new double[] {NOTHING, 0}, 0, 2), 1e-15);
        assertEquals(NOTHING, MultiSampleBound.ofRow(new double[] {NOTHING, NOTHING}, 0, 2));
    }

    /** Jensen: of 1, 2 and 4 samples, and the log-likelihood itself. */
    @Test
    void risesWithTheSamplesTowardsTheLogLikelihood() {
        EnumeratedModel model = EnumeratedModel.autoencoder(3, STREAMS.stream("rising bounds"));
        double likelihood = 0;
        for (int z = 0; z < 3; z++) {
            likelihood += Math.exp(model.logWeight(z) + model.logPosterior(z));
        }
        assertTrue(model.bound(1) < model.bound(2));
        assertTrue(model.bound(2) < model.bound(4));
        assertTrue(model.bound(4) < Math.log(likelihood));
    }

    @Test
    void meanAndStandardErrorOfRows() {
        MultiSampleBound mean = MultiSampleBound.meanOf(new double[] {-1, -2, -6}, 50);
        assertEquals(-3, mean.mean());
        assertEquals(Math.sqrt(7.0 / 3), mean.standardError(), 1e-12);
        assertEquals(3, mean.rows());
        assertEquals(50, mean.samples());
        assertEquals(Double.NaN, MultiSampleBound.meanOf(new double[] {-2}, 1).standardError());
        MultiSampleBound impossible = MultiSampleBound.meanOf(new double[] {-2, NOTHING}, 1);
        assertEquals(NOTHING, impossible.mean());
        assertEquals(Double.NaN, impossible.standardError());
    }

    @Test
    void badArgumentsAreRefused() {
        assertRefused("samples must be at least 1, were 0", () -> MultiSampleBound.ofRow(new double[2], 0, 0));
        assertRefused(
                "logWeights[1] must be a logarithm below infinity, was NaN",
                () -> MultiSampleBound.ofRow(new double[] {0, Double.NaN}, 0, 2));
        assertRefused("Infinity", () -> MultiSampleBound.ofRow(new double[] {Double.POSITIVE_INFINITY}, 0, 1));
        assertThrows(IndexOutOfBoundsException.class, () -> MultiSampleBound.ofRow(new double[2], 1, 2));
        assertRefused("bounds must be at least 1, were 0", () -> MultiSampleBound.meanOf(new double[0], 1));
        assertRefused("bounds[0]", () -> MultiSampleBound.meanOf(new double[] {Double.NaN}, 1));
        assertRefused("samples", () -> MultiSampleBound.meanOf(new double[1], 0));
    }

    private static void assertRefused(String message, Executable call) {
        String said = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(said.contains(message), said);
    }
}
