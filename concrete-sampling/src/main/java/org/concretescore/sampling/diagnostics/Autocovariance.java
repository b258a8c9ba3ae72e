package org.concretescore.sampling.diagnostics;

import java.util.Arrays;

/** Autocovariances at all lags at once, by a fast Fourier transform: n log n operations instead of n a lag. */
final class Autocovariance {
    private Autocovariance() {}

    /**
     * The mean over sequences of {@code 1/n sum_i (x_i - mean)(x_{i+lag} - mean)}.
     *
     * @param sequences {@code [m][n]}, at least one
     * @param means {@code [m]}
     * @return {@code [n]}, by lag. All zero if every value equals its mean
     */
    static double[] of(double[][] sequences, double[] means) {
        int n = sequences[0].length;
        // Twice the length, for the sums must not run around the end.
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
            // Two sequences at once: the autocorrelation of a + i b is the sum of theirs, and an imaginary part.
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
        // The real part of the transform of something real is the same forth and back.
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

    /** The discrete Fourier transform in place, of a length that is a power of two. */
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
