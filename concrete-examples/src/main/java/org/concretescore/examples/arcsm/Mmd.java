package org.concretescore.examples.arcsm;

import java.util.stream.IntStream;
import org.concretescore.core.parallel.StoppedException;

/**
 * The maximum mean discrepancy of two samples of the plane (Gretton et al. 2012), which is the distance of their mean
 * embeddings. All pairs count, also those of a point with itself. The kernel is the mean of Gaussians
 * {@code exp(-|a - b|^2 / 2 h^2)} of the widths h = 1/8, 1/4, 1/2, 1 and 2. For two samples of n points of the same
 * distribution, the discrepancy is about {@code sqrt(2/n)}.
 */
final class Mmd {
    private static final double WIDEST = 2;
    private static final int WIDTHS = 5;

    private Mmd() {}

    /** Returns the discrepancy of two samples of n points, {@code [n, 2]} each. */
    static double of(double[] a, double[] b, int n) {
        return Math.sqrt(Math.max(0, mean(a, a, n) + mean(b, b, n) - 2 * mean(a, b, n)));
    }

    private static double mean(double[] a, double[] b, int n) {
        // An interruption sets the flag of the calling thread, not those of the common pool's threads.
        Thread caller = Thread.currentThread();
        return IntStream.range(0, n)
                        .parallel()
                        .mapToDouble(i -> {
                            if (caller.isInterrupted()) {
                                throw new StoppedException("a discrepancy");
                            }
                            double sum = 0;
                            for (int j = 0; j < n; j++) {
                                double x = a[2 * i] - b[2 * j];
                                double y = a[2 * i + 1] - b[2 * j + 1];
                                double kernel = Math.exp(-(x * x + y * y) / (2 * WIDEST * WIDEST));
                                sum += kernel;
                                for (int k = 1; k < WIDTHS; k++) {
                                    // A kernel of half the width is the fourth power.
                                    kernel *= kernel;
                                    kernel *= kernel;
                                    sum += kernel;
                                }
                            }
                            return sum / WIDTHS / n;
                        })
                        .boxed()
                        .toList()
                        .stream()
                        .mapToDouble(Double::doubleValue)
                        .sum()
                / n;
    }
}
