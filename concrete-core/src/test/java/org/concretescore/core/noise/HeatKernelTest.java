package org.concretescore.core.noise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HeatKernelTest {
    private static final MathContext DIGITS = new MathContext(60);

    /** The sum over the eigenvectors, right to about 1e-15 of the largest entry. */
    @ParameterizedTest
    @CsvSource({
        "1,0.5",
        "2,0.5",
        "3,1e-3",
        "3,0.7",
        "3,80",
        "5,4",
        "6,0.1",
        "17,2",
        "17,30",
        "64,1e-9",
        "64,500",
        "64,40000",
        "100,1000"
    })
    void theSumOverEigenvectors(int k, double time) {
        NoiseTable path = HeatKernel.path(k, time);
        NoiseTable ring = HeatKernel.ring(k, time);
        for (int x = 0; x < k; x++) {
            for (int y = 0; y < k; y++) {
                double onPath = 1.0 / k;
                double onRing = 1.0 / k;
                for (int j = 1; j < k; j++) {
                    double angle = Math.PI * j / k;
                    onPath += 2.0
                            / k
                            * Math.exp(-time * 4 * Math.pow(Math.sin(angle / 2), 2))
                            * Math.cos(angle * (x + 0.5))
                            * Math.cos(angle * (y + 0.5));
                    onRing += Math.exp(-time * 4 * Math.pow(Math.sin(angle), 2)) * Math.cos(2 * angle * (x - y)) / k;
                }
                assertEquals(onPath, path.p[x * k + y], 1e-13, "path from " + x + " to " + y);
                assertEquals(onRing, ring.p[x * k + y], 1e-13, "ring from " + x + " to " + y);
            }
        }
    }

    /** Relative to the Poisson series {@code sum_n e^(-2t) (2t)^n/n! P^n}, summed in 60 digits. */
    @ParameterizedTest
    @CsvSource({"2,0.5", "3,1e-8", "3,2", "12,1e-20", "12,0.01", "12,1", "13,6", "13,40"})
    void everyEntryIsRightHoweverSmall(int k, double time) {
        for (boolean closed : new boolean[] {false, true}) {
            NoiseTable table = closed ? HeatKernel.ring(k, time) : HeatKernel.path(k, time);
            for (int x = 0; x < k; x++) {
                BigDecimal[] expected = poissonSeries(k, time, x, closed);
                for (int y = 0; y < k; y++) {
                    double value = expected[y].doubleValue();
                    String entry = (closed ? "ring" : "path") + " from " + x + " to " + y;
                    // An error of the logarithm is one of its last places.
                    double relative = 1e-15 * (4 + Math.abs(table.logP[x * k + y]));
                    assertTrue(value > 0, entry);
                    assertEquals(1, Math.exp(table.logP[x * k + y] - Math.log(value)), 4 * relative, entry);
                    assertEquals(1, table.p[x * k + y] / value, 4 * relative, entry);
                }
            }
        }
    }

    private static BigDecimal[] poissonSeries(int k, double time, int x, boolean closed) {
        BigDecimal half = new BigDecimal("0.5");
        BigDecimal rate = new BigDecimal(time).multiply(BigDecimal.valueOf(2));
        BigDecimal[] step = new BigDecimal[k];
        Arrays.fill(step, BigDecimal.ZERO);
        step[x] = BigDecimal.ONE;
        BigDecimal[] sum = step.clone();
        BigDecimal weight = BigDecimal.ONE;
        BigDecimal total = BigDecimal.ONE;
        for (int n = 1; n < 40 + 8 * time; n++) {
            BigDecimal[] next = new BigDecimal[k];
            Arrays.fill(next, BigDecimal.ZERO);
            for (int y = 0; y < k; y++) {
                int up = y + 1 < k ? y + 1 : closed ? 0 : y;
                int down = y > 0 ? y - 1 : closed ? k - 1 : y;
                next[up] = next[up].add(step[y].multiply(half), DIGITS);
                next[down] = next[down].add(step[y].multiply(half), DIGITS);
            }
            step = next;
            weight = weight.multiply(rate, DIGITS).divide(BigDecimal.valueOf(n), DIGITS);
            total = total.add(weight, DIGITS);
            for (int y = 0; y < k; y++) {
                sum[y] = sum[y].add(weight.multiply(step[y], DIGITS), DIGITS);
            }
        }
        BigDecimal normaliser = total;
        return Arrays.stream(sum).map(s -> s.divide(normaliser, DIGITS)).toArray(BigDecimal[]::new);
    }

    /** For a short time {@code Q(d|0) = t^d/d! (1 + O(t))}, here down to 1e-12000 and beyond all doubles. */
    @ParameterizedTest
    @ValueSource(doubles = {1e-10, 1e-200, Double.MIN_VALUE})
    void shortTimes(double time) {
        int k = NoiseKernel.VALUES;
        NoiseTable table = HeatKernel.path(k, time);
        assertEquals(0, table.logP[0], 2e-10);
        for (int d = 1; d < k; d++) {
            assertEquals(Math.log(time) - Math.log(d), table.logP[d] - table.logP[d - 1], 1e-8);
        }
        assertTrue(table.isPositive());
        assertEquals(0, table.p[k - 1]);
    }

    @Test
    void longTimesAreUniform() {
        for (double time : new double[] {1e8, 1e300, Double.MAX_VALUE}) {
            for (int k : new int[] {1, 2, 3, NoiseKernel.VALUES}) {
                for (NoiseTable table : new NoiseTable[] {HeatKernel.path(k, time), HeatKernel.ring(k, time)}) {
                    for (double p : table.p) {
                        assertEquals(1.0 / k, p, 1e-14 / k);
                    }
                }
            }
        }
        // Just before the kernel is taken to be uniform, the long way: the same.
        double time = 59.9 / (4 * Math.pow(Math.sin(Math.PI / 2 / NoiseKernel.VALUES), 2));
        for (double p : HeatKernel.path(NoiseKernel.VALUES, time).p) {
            assertEquals(1, p * NoiseKernel.VALUES, 1e-12);
        }
    }

    /** Two times in a row are their sum: {@code e^(sL) e^(tL) = e^((s+t)L)}, relative in every entry. */
    @ParameterizedTest
    @CsvSource({"1,1,2", "2,0.1,0.3", "6,0.01,0.3", "9,1,5", "9,1e-5,1e-7"})
    void timesAdd(int k, double s, double t) {
        for (String name : new String[] {"ordinal", "cyclic"}) {
            NoiseTable first = NoiseLaw.table(Noise.parse(name, s), k);
            NoiseTable second = NoiseLaw.table(Noise.parse(name, t), k);
            NoiseTable both = NoiseLaw.table(Noise.parse(name, s + t), k);
            for (int i = 0; i < k * k; i++) {
                double sum = 0;
                for (int j = 0; j < k; j++) {
                    sum += first.p[i / k * k + j] * second.p[j * k + i % k];
                }
                assertEquals(1, sum / both.p[i], 1e-12, name + " entry " + i);
            }
        }
    }
}
