package org.concretescore.core.graph;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.score.TiedScore;
import org.concretescore.core.space.StateSpace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * That {@link Graphs#verify} finds what may be wrong with a graph of one's own, says what, and alarms about nothing
 * else.
 */
final class VerifyGraphTest {
    /** The steps of plus and minus one on rings of values, written by hand as a user would, with one thing wrong. */
    private enum Fault {
        NONE(""),
        REVERSE_SLOTS_NOT_EXCHANGED("reverse slot 0 of state [0"),
        SYMMETRIC_BUT_NO_WAY_BACK(
                "says that it is symmetric, but leads from state [0, 4] to state [0, 0] and not back"),
        LEADS_TO_ITSELF("to itself by slot"),
        TWO_SLOTS_ONE_NEIGHBOR("slot"),
        LEAVES_THE_SPACE("leads out of StateSpace"),
        WRITES_INTO_THE_STATE("writes where it may not"),
        WRITES_BEHIND_THE_NEIGHBOR("writes where it may not"),
        READS_AT_ZERO("answers differently for slot"),
        SLOTS_CHANGE_THEIR_MEANING("and not back by slot"),
        FORGETS_AN_EDGE("no reverse slot of state"),
        INVENTS_A_REVERSE_EDGE("but it does not"),
        WRONG_SLOT_OF("slotOf"),
        NOT_FULL("says that it is full, but slot"),
        WRONG_DEGREE("has the degree 1"),
        MOVES_ELSEWHERE("moves state"),
        TOO_MANY_REVERSE_SLOTS("at most 1 by maxReverseSlots"),
        WRONG_CONNECTIVITY("says that its connectivity is DISCONNECTED, but it is STRONG");

        private final String message;

        Fault(String message) {
            this.message = message;
        }
    }

    private record Rings(StateSpace space, Fault fault) implements Neighborhood {
        private static final int STEPS = 2;

        /** {@code +1} in the even slots, {@code -1} in the odd ones, of two coordinates with 4 values or more. */
        private int value(int[] states, int at, int slot) {
            int d = slot / STEPS;
            int from = fault == Fault.READS_AT_ZERO ? states[d] : states[at + d];
            int k = space.cardinality(d);
            boolean up = slot % STEPS == 0;
            if (fault == Fault.SLOTS_CHANGE_THEIR_MEANING && from % 2 == 1) {
                up = !up;
            }
            if (from == k - 1 && up && fault == Fault.LEAVES_THE_SPACE) {
                return k;
            }
            return (from + (up ? 1 : k - 1)) % k;
        }

        @Override
        public int slots() {
            return STEPS * space.dimension();
        }

        @Override
        public boolean neighbor(int[] states, int at, int slot, int[] neighbor, int neighborAt) {
            int d = slot / STEPS;
            boolean first = states[at + d] == 0;
            if (first && slot % STEPS == 1 && isOneWay()) {
                return false;
            }
            if (fault == Fault.NOT_FULL && first) {
                return false;
            }
            System.arraycopy(states, at, neighbor, neighborAt, space.dimension());
            neighbor[neighborAt + d] = value(states, at, slot);
            if (fault == Fault.LEADS_TO_ITSELF && first) {
                neighbor[neighborAt + d] = 0;
            }
            if (fault == Fault.TWO_SLOTS_ONE_NEIGHBOR && first) {
                neighbor[neighborAt + d] = 1;
            }
            if (fault == Fault.WRITES_INTO_THE_STATE) {
                states[at + d] = neighbor[neighborAt + d];
            }
            if (fault == Fault.WRITES_BEHIND_THE_NEIGHBOR && neighborAt + space.dimension() < neighbor.length) {
                neighbor[neighborAt + space.dimension()] = 0;
            }
            return true;
        }

        private boolean isOneWay() {
            return fault == Fault.SYMMETRIC_BUT_NO_WAY_BACK;
        }

        @Override
        public boolean move(int[] states, int at, int slot, int[] scratch) {
            if (fault == Fault.MOVES_ELSEWHERE) {
                return Neighborhood.super.move(states, at, slot ^ 1, scratch);
            }
            return Neighborhood.super.move(states, at, slot, scratch);
        }

        @Override
        public int reverseSlots(int[] states, int at) {
            return slots();
        }

        @Override
        public int maxReverseSlots() {
            return fault == Fault.TOO_MANY_REVERSE_SLOTS ? 1 : slots();
        }

        @Override
        public int reverseNeighbor(int[] states, int at, int k, int[] source, int sourceAt) {
            // The neighbor in slot k, from which the opposite step leads back.
            if (fault == Fault.FORGETS_AN_EDGE && states[at] == 0 && k == 0) {
                return -1;
            }
            if (!neighbor(states, at, k, source, sourceAt)) {
                return -1;
            }
            if (fault == Fault.INVENTS_A_REVERSE_EDGE && states[at] == 0) {
                source[sourceAt] = (source[sourceAt] + 1) % space.cardinality(0);
            }
            return fault == Fault.REVERSE_SLOTS_NOT_EXCHANGED ? k : k ^ 1;
        }

        @Override
        public int slotOf(int[] states, int at, int[] others, int othersAt) {
            int changed = -1;
            for (int d = 0; d < space.dimension(); d++) {
                if (states[at + d] != others[othersAt + d]) {
                    if (changed >= 0) {
                        return -1;
                    }
                    changed = d;
                }
            }
            if (changed < 0) {
                return fault == Fault.WRONG_SLOT_OF ? 0 : -1;
            }
            int k = space.cardinality(changed);
            int gap = (others[othersAt + changed] - states[at + changed] + k) % k;
            boolean blocked = isOneWay() && states[at + changed] == 0;
            return gap == 1 ? STEPS * changed : gap == k - 1 && !blocked ? STEPS * changed + 1 : -1;
        }

        @Override
        public boolean isSymmetric() {
            return fault != Fault.FORGETS_AN_EDGE && fault != Fault.INVENTS_A_REVERSE_EDGE;
        }

        @Override
        public boolean isFull() {
            return fault == Fault.NOT_FULL;
        }

        @Override
        public int degree(int[] states, int at, int[] scratch) {
            return fault == Fault.WRONG_DEGREE ? 1 : Neighborhood.super.degree(states, at, scratch);
        }

        @Override
        public Connectivity connectivity() {
            return fault == Fault.WRONG_CONNECTIVITY ? Connectivity.DISCONNECTED : Connectivity.STRONG;
        }

        @Override
        public String spec() {
            return "rings";
        }
    }

    private static final StateSpace SMALL = StateSpace.of(4, 5);
    private static final StateSpace LARGE = StateSpace.of(4, 5, 4, 5, 4, 5, 4, 5, 4, 5, 4, 5);

    @ParameterizedTest
    @EnumSource
    void faultsAreFoundAndNamed(Fault fault) {
        Neighborhood graph = new Rings(SMALL, fault);
        if (fault == Fault.NONE) {
            Graphs.verify(graph);
            return;
        }
        String message = assertThrows(IllegalArgumentException.class, () -> Graphs.verify(graph))
                .getMessage();
        assertTrue(message.startsWith("the graph Rings["), message);
        assertTrue(message.contains(fault.message), message);
    }

    @ParameterizedTest
    @EnumSource
    void randomStatesFindWhatIsNotRare(Fault fault) {
        Neighborhood graph = new Rings(LARGE, fault);
        if (fault == Fault.NONE || fault == Fault.WRONG_CONNECTIVITY) {
            Graphs.verify(graph, 200, STREAMS.stream("verify"));
            return;
        }
        assertThrows(IllegalArgumentException.class, () -> Graphs.verify(graph, 200, STREAMS.stream("verify")));
        assertEquals(
                "Graphs.verify without a number of random states",
                assertThrows(IllegalArgumentException.class, () -> Graphs.verify(graph))
                        .getMessage()
                        .substring(0, 47));
    }

    /** Training and sampling were wrong in silence on these: they are refused where they enter. */
    @ParameterizedTest
    @EnumSource(
            names = {
                "REVERSE_SLOTS_NOT_EXCHANGED",
                "SYMMETRIC_BUT_NO_WAY_BACK",
                "LEADS_TO_ITSELF",
                "TWO_SLOTS_ONE_NEIGHBOR",
                "LEAVES_THE_SPACE",
                "WRITES_INTO_THE_STATE",
                "SLOTS_CHANGE_THEIR_MEANING",
                "INVENTS_A_REVERSE_EDGE"
            })
    void spotChecksFindTheWorst(Fault fault) {
        for (StateSpace space : List.of(SMALL, LARGE)) {
            Neighborhood graph = new Rings(space, fault);
            assertThrows(IllegalArgumentException.class, () -> Graphs.spotCheck(graph), fault + " on " + space);
        }
        Neighborhood graph = new Rings(SMALL, fault);
        double[] weights = STREAMS.stream("weights").doubles(20).toArray();
        ExactDistribution p = ExactDistribution.of(SMALL, weights);
        assertThrows(IllegalArgumentException.class, () -> TiedScore.of(p, graph));
        assertThrows(IllegalArgumentException.class, () -> Graphs.requireWeaklyConnected(graph, "sampling"));
    }

    /** What is too large to enumerate, wide, of high degree, or one-way. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "grid",
                "torus",
                "hamming",
                "unmask",
                "cycle",
                "chain",
                "star",
                "complete",
                "tree",
                "union(grid,star)"
            })
    void largeGraphsPass(String spec) {
        StateSpace space = StateSpace.of(7, 2, 9, 1, 30, 11);
        Neighborhood graph = Graphs.parse(spec, space);
        Graphs.spotCheck(graph);
        Graphs.spotCheck(Graphs.symmetrize(graph));
        Graphs.verify(graph, spec.equals("complete") ? 2 : 20, STREAMS.stream("large"));
    }

    @Test
    void spotChecksOfManyCoordinates() {
        Graphs.spotCheck(Graphs.hamming(StateSpace.binary(10_000)));
        Graphs.spotCheck(Graphs.hamming(StateSpace.of(256, 256, 256)));
        assertThrows(
                IllegalArgumentException.class, () -> Graphs.verify(Graphs.grid(SMALL), 0, STREAMS.stream("none")));
    }
}
