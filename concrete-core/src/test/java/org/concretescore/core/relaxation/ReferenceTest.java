package org.concretescore.core.relaxation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Log densities against PyTorch's, and against the formulas as printed, in 400 digits: {@code reference.csv}, which
 * {@code reference.py} beside it has written.
 */
final class ReferenceTest {
    private static final List<String> TABLE = table();

    private static List<String> table() {
        try (InputStream in = ReferenceTest.class.getResourceAsStream("reference.csv")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** PyTorch's values have errors of their own, where large numbers cancel. */
    @ParameterizedTest
    @CsvSource({
        "torch,Concrete,150,1e-9",
        "torch,ExpConcrete,200,1e-9",
        "torch,BinConcrete,50,1e-9",
        "torch,LogitBinConcrete,70,1e-9",
        "mpmath,Concrete,150,1e-11",
        "mpmath,ExpConcrete,200,1e-11",
        "mpmath,BinConcrete,50,1e-11",
        "mpmath,LogitBinConcrete,70,1e-11"
    })
    void logDensitiesAreThoseOfTheTable(String source, String distribution, int atLeast, double tolerance) {
        int rows = 0;
        for (String line : TABLE) {
            String[] fields = line.split(",");
            if (fields[0].equals(source) && fields[1].equals(distribution)) {
                double expected = Double.parseDouble(fields[5]);
                double actual =
                        logDensity(distribution, Double.parseDouble(fields[2]), numbers(fields[3]), numbers(fields[4]));
                assertEquals(expected, actual, tolerance * Math.max(1, Math.abs(expected)), line);
                rows++;
            }
        }
        assertTrue(rows >= atLeast, "only " + rows + " rows");
    }

    private static double[] numbers(String field) {
        return Arrays.stream(field.split(" ")).mapToDouble(Double::parseDouble).toArray();
    }

    private static double logDensity(String distribution, double temperature, double[] logits, double[] value) {
        double[] out = new double[1];
        switch (distribution) {
            case "Concrete" -> Concrete.of(logits, logits.length, temperature).logDensities(value, 1, out);
            case "ExpConcrete" ->
                ExpConcrete.of(logits, logits.length, temperature).logDensities(value, 1, out);
            case "BinConcrete" -> BinConcrete.of(logits, temperature).logDensities(value, 1, out);
            default -> LogitBinConcrete.of(logits, temperature).logDensities(value, 1, out);
        }
        return out[0];
    }
}
