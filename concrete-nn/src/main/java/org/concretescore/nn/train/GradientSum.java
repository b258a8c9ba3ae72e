package org.concretescore.nn.train;

import java.util.Arrays;
import java.util.List;

/**
 * The sum of the gradients of lanes, and its norm. Both are computed block by block, in an order that does not depend
 * on the threads.
 */
final class GradientSum {
    private final Blocks blocks;
    private final float[] sum;
    /** The square of each block's norm. */
    private final double[] squares;

    GradientSum(Blocks blocks) {
        this.blocks = blocks;
        sum = new float[blocks.length()];
        squares = new double[blocks.count()];
    }

    /** Returns the sum, not a copy. */
    float[] values() {
        return sum;
    }

    /**
     * Adds the gradients of the first lanes of a list.
     *
     * @param lanes the lanes
     * @param used the number of lanes
     * @param first whether the sum begins with these lanes
     * @param last whether it ends with them, so that it is masked and its norm is taken
     * @param kept 1 where the gradient is kept and 0 elsewhere, or null to keep all
     */
    void add(List<? extends Training.Lane> lanes, int used, boolean first, boolean last, float[] kept) {
        blocks.run((from, to) -> {
            for (int begin = from; begin < to; begin += Blocks.SIZE) {
                int end = Math.min(begin + Blocks.SIZE, to);
                if (first) {
                    Arrays.fill(sum, begin, end, 0);
                }
                for (int lane = 0; lane < used; lane++) {
                    lanes.get(lane).addGradient(begin, end, sum);
                }
                if (last) {
                    finish(begin, end, kept);
                }
            }
        });
    }

    private void finish(int begin, int end, float[] kept) {
        if (kept != null) {
            for (int i = begin; i < end; i++) {
                sum[i] *= kept[i];
            }
        }
        squares[begin / Blocks.SIZE] = squares(sum, begin, end);
    }

    /** Returns the Euclidean norm of the sum. */
    double norm() {
        double total = 0;
        for (double block : squares) {
            total += block;
        }
        return Math.sqrt(total);
    }

    private static double squares(float[] vector, int from, int to) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = from;
        for (; i + 3 < to; i += 4) {
            a += (double) vector[i] * vector[i];
            b += (double) vector[i + 1] * vector[i + 1];
            c += (double) vector[i + 2] * vector[i + 2];
            d += (double) vector[i + 3] * vector[i + 3];
        }
        for (; i < to; i++) {
            a += (double) vector[i] * vector[i];
        }
        return a + b + c + d;
    }
}
