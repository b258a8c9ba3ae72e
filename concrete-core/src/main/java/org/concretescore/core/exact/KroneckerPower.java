package org.concretescore.core.exact;

import java.util.Arrays;

/**
 * A matrix on the states of several sites, all with the same values. Its entry (x, y) is {@code a^k b^(sites - k)},
 * where k is the number of sites at which x and y agree. It is a Kronecker power, which is applied site by site in time
 * {@code sites * values * size} instead of {@code size^2}. Site c is the digit of {@code values^c}. All numbers are
 * positive, so nothing cancels.
 */
final class KroneckerPower {
    private final int sites;
    private final int values;
    private final int size;
    /** The weights a of a site that agrees, and b of a site that differs. */
    private final double same;

    private final double other;

    KroneckerPower(int sites, int values, double same, double other) {
        this.sites = sites;
        this.values = values;
        this.same = same;
        this.other = other;
        int power = 1;
        for (int c = 0; c < sites; c++) {
            power = Math.multiplyExact(power, values);
        }
        this.size = power;
    }

    int size() {
        return size;
    }

    /** Multiplies a vector by the matrix, in place. */
    void apply(double[] vector) {
        for (int stride = 1; stride < size; stride *= values) {
            if (values == 2) {
                applyToBit(vector, stride);
            } else {
                applyToSite(vector, stride, new double[values]);
            }
        }
    }

    private void applyToBit(double[] vector, int stride) {
        for (int block = 0; block < size; block += 2 * stride) {
            for (int i = block; i < block + stride; i++) {
                double zero = vector[i];
                double one = vector[i + stride];
                vector[i] = same * zero + other * one;
                vector[i + stride] = other * zero + same * one;
            }
        }
    }

    private void applyToSite(double[] vector, int stride, double[] before) {
        for (int block = 0; block < size; block += values * stride) {
            for (int i = block; i < block + stride; i++) {
                for (int k = 0; k < values; k++) {
                    before[k] = vector[i + k * stride];
                }
                for (int k = 0; k < values; k++) {
                    double others = 0;
                    for (int l = 0; l < values; l++) {
                        others += l == k ? 0 : before[l];
                    }
                    vector[i + k * stride] = same * before[k] + other * others;
                }
            }
        }
    }

    /**
     * Multiplies a vector in place by the matrix, and also by the matrix whose entries are multiplied by the number of
     * sites that agree, which is the derivative with respect to {@code log a}.
     */
    void applyWithAgreement(double[] vector, double[] agreement) {
        Arrays.fill(agreement, 0);
        double[] before = new double[values];
        for (int stride = 1; stride < size; stride *= values) {
            // The product rule for each factor: agreements at earlier sites are kept, agreements here are added.
            double[] here = vector.clone();
            if (values == 2) {
                applyToBit(vector, stride);
                applyToBit(agreement, stride);
            } else {
                applyToSite(vector, stride, before);
                applyToSite(agreement, stride, before);
            }
            for (int i = 0; i < size; i++) {
                agreement[i] += same * here[i];
            }
        }
    }

    /** Writes the row of a state. */
    void row(int state, double[] row) {
        row[0] = 1;
        int filled = 1;
        for (int c = 0, rest = state; c < sites; c++, rest /= values) {
            int value = rest % values;
            for (int k = values - 1; k >= 0; k--) {
                double weight = k == value ? same : other;
                for (int i = 0; i < filled; i++) {
                    row[k * filled + i] = weight * row[i];
                }
            }
            filled *= values;
        }
    }
}
