package org.concretescore.core.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.concretescore.core.space.StateSpace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SchemaTest {
    private static final Schema SCHEMA =
            Schema.of(List.of("n", "color"), StateSpace.of(4, 3), List.of(List.of(), List.of("blue", "green", "red")));

    @Test
    void labelsThatAreNumbers() {
        Schema schema = Schema.of(
                List.of("n", "decimals", "mixed"),
                StateSpace.of(4, 2, 2),
                List.of(List.of(), List.of("-1.5", "2e3"), List.of("1.5", "x")));
        assertFalse(schema.hasNumbersAsLabels(0));
        assertTrue(schema.hasNumbersAsLabels(1));
        assertFalse(schema.hasNumbersAsLabels(2));
    }

    @Test
    void labelsAndCodesInvertEachOther() {
        assertFalse(SCHEMA.hasLabels(0));
        assertTrue(SCHEMA.hasLabels(1));
        assertEquals("2", SCHEMA.label(0, 2));
        assertEquals("red", SCHEMA.label(1, 2));
        assertEquals(3, SCHEMA.code(0, "3"));
        assertEquals(1, SCHEMA.code(1, "green"));
        for (String unknown : List.of("4", "-1", "x", "")) {
            assertEquals(-1, SCHEMA.code(0, unknown), unknown);
        }
        assertEquals(-1, SCHEMA.code(1, "1"));
        assertThrows(IndexOutOfBoundsException.class, () -> SCHEMA.label(0, 4));
        assertThrows(IndexOutOfBoundsException.class, () -> SCHEMA.label(1, -1));
    }

    @Test
    void aSpaceGivesDefaultNames() {
        Schema schema = Schema.of(StateSpace.of(2, 3));
        assertEquals(List.of("x1", "x2"), schema.names());
        assertEquals(StateSpace.of(2, 3), schema.space());
        assertEquals(List.of(), schema.labels(1));
    }

    @Test
    void encodesAsDocumented() {
        Schema schema = Schema.of(
                List.of("a\tb", "ü"),
                StateSpace.of(7, 2),
                List.of(List.of(), List.of("back\\slash", "\n\ud83d\ude00")));
        assertEquals(
                "concrete-schema 1\na\\u0009b\t7\n\\u00fc\t2\tback\\\\slash\t\\u000a\\ud83d\\ude00", schema.encode());
        assertEquals(schema, Schema.decode(schema.encode()));
    }

    @Test
    void equalityLooksAtNamesSpaceAndLabels() {
        List<List<String>> labels = List.of(List.of(), SCHEMA.labels(1));
        assertEquals(SCHEMA, Schema.of(SCHEMA.names(), SCHEMA.space(), labels));
        assertEquals(
                SCHEMA.hashCode(),
                Schema.of(SCHEMA.names(), SCHEMA.space(), labels).hashCode());
        assertNotEquals(SCHEMA, Schema.of(List.of("n", "c"), SCHEMA.space(), labels));
        assertNotEquals(SCHEMA, Schema.of(SCHEMA.names(), StateSpace.of(5, 3), labels));
        assertNotEquals(SCHEMA, Schema.of(SCHEMA.names(), SCHEMA.space(), List.of(List.of(), List.of())));
    }

    @Test
    void refusesWhatDoesNotFit() {
        StateSpace space = StateSpace.of(2, 2);
        List<List<String>> none = List.of(List.of(), List.of());
        assertRefused("was given 1 and 2", () -> Schema.of(List.of("a"), space, none));
        assertRefused("'a'", () -> Schema.of(List.of("a", "a"), space, none));
        assertRefused(
                "3 labels", () -> Schema.of(List.of("a", "b"), space, List.of(List.of(), List.of("x", "y", "z"))));
        assertRefused("'x' twice", () -> Schema.of(List.of("a", "b"), space, List.of(List.of(), List.of("x", "x"))));
    }

    private static void assertRefused(String part, Executable making) {
        String message = assertThrows(IllegalArgumentException.class, making).getMessage();
        assertTrue(message.contains(part), message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "concrete-schema 1",
                "concrete-schema 2\na\t2",
                "concrete-schema 1\na",
                "concrete-schema 1\na\t0",
                "concrete-schema 1\na\tx",
                "concrete-schema 1\na\t2\tl",
                "concrete-schema 1\na\t+2",
                "concrete-schema 1\na\t2\n",
                "concrete-schema 1\na\\\t2",
                "concrete-schema 1\na\\u12\t2",
                "concrete-schema 1\na\\u0041\t2",
                "concrete-schema 1\na\u0001\t2",
                "concrete-schema 1\na\t2\nb\t",
                "concrete-schema 1\na\t1\tx\r"
            })
    void refusesGarbage(String text) {
        assertThrows(IllegalArgumentException.class, () -> Schema.decode(text));
    }

    @Property(tries = 500)
    void decodeInvertsEncode(@ForAll("schemas") Schema schema) {
        String text = schema.encode();
        assertTrue(text.chars().allMatch(c -> c == '\n' || c == '\t' || c >= ' ' && c <= '~'), text);
        assertEquals(schema, Schema.decode(text));
    }

    @Property(tries = 500)
    void aDamagedTextIsRefusedOrStillASchema(@ForAll("schemas") Schema schema, @ForAll int where, @ForAll char c) {
        StringBuilder text = new StringBuilder(schema.encode());
        text.setCharAt(Math.floorMod(where, text.length()), c);
        try {
            assertEquals(text.toString(), Schema.decode(text.toString()).encode());
        } catch (IllegalArgumentException e) {
            assertNotEquals(null, e.getMessage());
        }
    }

    @Provide
    static Arbitrary<Schema> schemas() {
        Arbitrary<List<String>> texts = Arbitraries.strings()
                .all()
                .ofMaxLength(6)
                .list()
                .uniqueElements()
                .ofMaxSize(4);
        Arbitrary<List<List<String>>> columns = texts.list().ofMinSize(1).ofMaxSize(5);
        return columns.flatMap(labels -> Arbitraries.strings()
                .all()
                .ofMaxLength(6)
                .list()
                .uniqueElements()
                .ofSize(labels.size())
                .map(names -> {
                    int[] k = labels.stream()
                            .mapToInt(list -> list.isEmpty() ? 5 : list.size())
                            .toArray();
                    return Schema.of(names, StateSpace.of(k), labels);
                }));
    }
}
