package org.concretescore.core.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.concretescore.core.graph.Neighborhood;

/** What a {@link LocalScore} promises, checked at every state of a small space. */
public final class LocalScoreContract {
    private LocalScoreContract() {}

    /**
     * Checks a model.
     *
     * @param model a model on at most 4096 states
     * @throws AssertionError if it breaks a promise
     */
    public static void check(LocalScore model) {
        Neighborhood graph = model.neighborhood();
        int n = graph.space().enumerableSize(1 << 12, "the contract of " + model);
        int dimension = graph.space().dimension();
        int[] state = new int[dimension + 1];
        int[] there = new int[dimension];
        assertTrue(model.maxAffected() <= graph.slots(), "more affected slots than slots");
        int[] affected = new int[model.maxAffected()];
        for (int rank = 0; rank < n; rank++) {
            graph.space().unrank(rank, state, 1);
            int[] x = Arrays.copyOfRange(state, 1, dimension + 1);
            double[] row = model.logRatios(x);
            for (int slot = 0; slot < graph.slots(); slot++) {
                assertEquals(row[slot], model.logRatio(state, 1, slot), 1e-12, "state " + rank + ", slot " + slot);
                if (model instanceof ClassedScore classed) {
                    int edgeClass = classed.edgeClass(state, 1, slot);
                    assertEquals(row[slot], classed.classLogRatio(edgeClass), 1e-12, "class at state " + rank);
                    assertTrue(edgeClass >= 0 && edgeClass < classed.classes(), "class " + edgeClass);
                }
                if (graph.neighbor(state, 1, slot, there, 0)) {
                    int count = model.affected(state, 1, slot, affected);
                    Set<Integer> changed = new HashSet<>();
                    for (int i = 0; i < count; i++) {
                        assertTrue(changed.add(affected[i]), "slot " + affected[i] + " affected twice");
                    }
                    double[] rowThere = model.logRatios(there);
                    for (int other = 0; other < graph.slots(); other++) {
                        assertTrue(
                                changed.contains(other)
                                        || row[other] == rowThere[other]
                                        || Math.abs(row[other] - rowThere[other]) <= 1e-12,
                                "the move along " + slot + " from state " + rank + " changes slot " + other);
                    }
                }
            }
        }
    }
}
