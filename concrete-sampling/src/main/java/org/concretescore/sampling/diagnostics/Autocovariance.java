package org.concretescore.sampling.diagnostics;

import java.util.Arrays;

/**
 * Autocovariances at all lags by a fast Fourier transform, which takes n log n operations instead of n for each lag.
 */
final class Autocovariance {
    private Autocovariance() {}

    /**
     * Returns the mean over all sequences of {@code 1/n sum_i (x_i - mean)(x_{i+lag} - mean)}.
     *
     * @param sequences {@code [m][n]}, at least one
     * @param means {@code [m]}, the mean of each sequence
     * @return {@code [n]}, by lag; all zero if every value equals its mean
     */
    static double[] of(double[][] sequences, double[] means) {
        int n = sequences[0].length;
        // The size is twice the length, because the sums must not wrap around the end.
        int size = Integer.highestOneBit(Math.multiplyExact(Math.max(1, n - 1), 4));
        double[] cos = new double[size / 2];
        double[] sin = new double[size / 2];
        for (int k = 0; k < size / 2; k++) {
            cos[k] = Math.cos(2 * Math.PI * k / size);
            sin[k] = -Math.sin(2 * Math.PI * k / size);
        }
        double[] re = new double[size];
        double[] im = new double[size];
        double[] power = new double[size];
        for (int s = 0; s < sequences.length; s += 2) {
            // Two sequences a and b are done at once: the real part of the autocovariance of a + i b is the sum of
            // theirs.
            centred(sequences[s], means[s], re);
            if (s + 1 < sequences.length) {
                centred(sequences[s + 1], means[s + 1], im);
            } else {
                Arrays.fill(im, 0);
            }
            transform(re, im, cos, sin);
            for (int k = 0; k < size; k++) {
                power[k] += re[k] * re[k] + im[k] * im[k];
            }
        }
        // The real parts of the forward and the inverse transform of real numbers are the same up to a factor.
        Arrays.fill(im, 0);
        transform(power, im, cos, sin);
        double[] result = new double[n];
        for (int lag = 0; lag < n; lag++) {
            result[lag] = power[lag] / size / n / sequences.length;
        }
        return result;
    }

    private static void centred(double[] sequence, double mean, double[] into) {
        for (int i = 0; i < sequence.length; i++) {
            into[i] = sequence[i] - mean;
        }
        Arrays.fill(into, sequence.length, into.length, 0);
    }

    /** Computes the discrete Fourier transform in place. The length must be a power of two. */
    private static void transform(double[] re, double[] im, double[] cos, double[] sin) {
        int size = re.length;
        int shift = Integer.numberOfLeadingZeros(size) + 1;
        for (int i = 0; i < size; i++) {
            int j = size == 1 ? 0 : Integer.reverse(i) >>> shift;
            if (i < j) {
                swap(re, i, j);
                swap(im, i, j);
            }
        }
        for (int half = 1; half < size; half *= 2) {
            int stride = size / (2 * half);
            for (int first = 0; first < size; first += 2 * half) {
                for (int k = 0; k < half; k++) {
                    int a = first + k;
                    int b = a + half;
                    double c = cos[k * stride];
                    double s = sin[k * stride];
                    double bRe = re[b] * c - im[b] * s;
                    double bIm = re[b] * s + im[b] * c;
                    re[b] = re[a] - bRe;
                    im[b] = im[a] - bIm;
                    re[a] += bRe;
                    im[a] += bIm;
                }
            }
        }
    }

    private static void swap(double[] values, int i, int j) {
        double value = values[i];
        values[i] = values[j];
        values[j] = value;
    }
}
