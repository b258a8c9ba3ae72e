package org.concretescore.nn.latent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.concretescore.nn.latent.internal.LatentGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LatentSpecTest {
    @ParameterizedTest
    @ValueSource(strings = {"200H~784V", "240H-240H-784V", "392V-240H-392V", "392V~240H-240H~392V"})
    void notationIsReadAndWritten(String notation) {
        assertEquals(notation, LatentSpec.parse(notation, 2).notation());
    }

    @Test
    void layersAreNumberedAsTheyAreDrawn() {
        LatentSpec up = LatentSpec.parse("240H-200H~784V", 2);
        assertEquals(200, up.units(0));
        assertEquals(240, up.units(1));
        assertTrue(up.nonlinearTo(0));
        assertTrue(!up.nonlinearTo(1));
        assertEquals(784, up.sourceWidth());
        LatentSpec across = LatentSpec.parse("392V~240H-120H-300V", 2);
        assertEquals(240, across.units(0));
        assertEquals(120, across.units(1));
        assertTrue(across.nonlinearTo(0));
        assertEquals(692, across.dataWidth());
    }

    /** Section 5.1: 240 8-ary units are 80 nodes of three. */
    @Test
    void nodesShareUnits() {
        LatentSpec spec = LatentSpec.parse("240H~784V", 8);
        assertEquals(80, spec.nodes(0));
        assertEquals(640, spec.noiseWidth());
        assertEquals("240H~784V of arity 8", spec.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "784V, 2, at least 2",
        "200H, 2, expected V",
        "200H=784V, 2, expected - or ~",
        "200H~784, 2, at character 6",
        "V-20H-3V, 2, at character 1",
        "200H-300V-784V, 2, expected H",
        "4V-5V, 2, at least 3",
        "0H-5V, 2, at least 1",
        "200H~784V, 8, 'units can''t be divided into nodes of 3 units'",
        "200H~784V, 3, 'arity must be 2, 4, 8 or 16, was 3'",
        "1234567890H-5V, 2, 'at character 1: expected a number of units of at most 9 digits'"
    })
    void impossibleShapesAreRefused(String notation, int arity, String part) {
        String message = assertThrows(IllegalArgumentException.class, () -> LatentSpec.parse(notation, arity))
                .getMessage();
        assertTrue(message.contains(part), message);
    }

    @Test
    void temperaturesAreThePapersAndChecked() {
        assertEquals(new Temperatures(2.0 / 3, 0.5), Temperatures.forArity(2));
        assertEquals(new Temperatures(1, 2.0 / 3), Temperatures.forArity(4));
        assertEquals(new Temperatures(2.0 / 3, 0.4), Temperatures.forArity(8));
        assertThrows(IllegalArgumentException.class, () -> new Temperatures(Double.NaN, 1));
        assertThrows(IllegalArgumentException.class, () -> new Temperatures(1, 0));
        assertThrows(IllegalArgumentException.class, () -> new Temperatures(9.9e-4, 1));
        assertThrows(IllegalArgumentException.class, () -> new Temperatures(1, 1001));
    }

    @Test
    void tooManyParametersAreRefused() {
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> new LatentGraph(LatentSpec.parse("60000H-60000V", 2), false))
                .getMessage();
        assertTrue(message.endsWith("of shape [60000, 60000] takes the network beyond 2147483647 parameters"), message);
    }
}
