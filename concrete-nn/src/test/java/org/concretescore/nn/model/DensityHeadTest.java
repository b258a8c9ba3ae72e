package org.concretescore.nn.model;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.concretescore.core.space.StateSpace;
import org.concretescore.nn.network.Made;
import org.junit.jupiter.api.Test;

final class DensityHeadTest {

    private static void check(DensityHead head, StateSpace space, int width) {
        var random = STREAMS.stream(space.toString());
        int count = Math.toIntExact(space.size());
        int[] states = new int[count * space.dimension()];
        for (int rank = 0; rank < count; rank++) {
            space.unrank(rank, states, rank * space.dimension());
        }
        float[] outputs = new float[count * width];
        for (int i = 0; i < outputs.length; i++) {
            // Multiples of 1/64 from -8 to 8, so that a float holds the moved ones exactly.
            outputs[i] = (random.nextInt(1025) - 512) / 64f;
        }
        double[] weights = random.doubles(count, -1, 1).toArray();
        float[] gradients = new float[outputs.length + 1];
        gradients[outputs.length] = 7;
        head.gradients(states, 0, count, outputs, weights, gradients);
        assertEquals(7, gradients[outputs.length]);
        double[] densities = new double[count];
        float step = 1 / 1024f;
        for (int i = 0; i < outputs.length; i++) {
            double difference = 0;
            for (int sign = -1; sign <= 1; sign += 2) {
                float[] moved = outputs.clone();
                moved[i] += sign * step;
                head.logDensities(states, 0, count, moved, densities);
                for (int row = 0; row < count; row++) {
                    difference += sign * weights[row] * densities[row];
                }
            }
            assertEquals(difference / (2 * step), gradients[i], 1e-6, space + ", output " + i);
        }
        // A part of the states has the densities that they have among all.
        head.logDensities(states, 0, count, outputs, densities);
        double[] last = new double[1];
        float[] row = java.util.Arrays.copyOfRange(outputs, outputs.length - width, outputs.length);
        head.logDensities(states, count - 1, 1, row, last);
        assertEquals(densities[count - 1], last[0]);
    }

    @Test
    void gradientsOfConditionals() {
        for (int[] values : new int[][] {{2}, {3}, {2, 2, 2}, {1, 2, 3}, {4, 1, 2}, {3, 3}}) {
            StateSpace space = StateSpace.of(values);
            check(new ConditionalsHead(space), space, Made.outputWidth(space));
        }
    }

    @Test
    void gradientsOfAnEnergy() {
        check(DensityHead.ofEnergy(), StateSpace.of(2, 3), 1);
    }

    @Test
    void extremeLogitsStayFinite() {
        StateSpace space = StateSpace.of(2, 3);
        double[] density = new double[2];
        float[] outputs = {3e38f, 3e38f, -3e38f, 0, -3e38f, 3e38f, -3e38f, 0};
        new ConditionalsHead(space).logDensities(new int[] {1, 0, 0, 0}, 0, 2, outputs, density);
        assertArrayEquals(new double[2], density);
        float[] gradients = new float[8];
        new ConditionalsHead(space).gradients(new int[] {1, 0, 0, 0}, 0, 2, outputs, new double[] {1, 1}, gradients);
        assertArrayEquals(new float[8], gradients);
    }
}
