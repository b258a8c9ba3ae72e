package org.concretescore.core.baseline;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.concretescore.core.data.ColumnGroups;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.space.StateSpace;

/** Finds columns that depend on each other, so that they can be read together. */
public final class DependentColumns {
    private DependentColumns() {}

    /**
     * Groups columns. It begins with single columns and joins the groups of two columns, pairs of the largest mutual
     * information first, if the two groups together have at most the given number of columns and at most
     * {@link ColumnGroups#STATES} states. Makes {@code D^2 / 2} passes over the rows.
     *
     * @param data the rows; mutual information is that of their counts, with one pseudo-count per cell
     * @param most the largest number of columns of a group, at least 1
     * @return the groups, by their lowest columns, each in ascending order
     * @throws IllegalArgumentException if {@code most} is below 1
     */
    public static ColumnGroups groups(Dataset data, int most) {
        if (most < 1) {
            throw new IllegalArgumentException(
                    "the largest number of columns of a group must be at least 1, was " + most);
        }
        StateSpace space = data.space();
        List<List<Integer>> groupOf = new ArrayList<>();
        for (int d = 0; d < space.dimension(); d++) {
            groupOf.add(List.of(d));
        }
        for (Pair pair : pairs(data, most)) {
            List<Integer> first = groupOf.get(pair.i());
            List<Integer> second = groupOf.get(pair.j());
            if (first == second) {
                continue;
            }
            List<Integer> joined =
                    Stream.concat(first.stream(), second.stream()).sorted().toList();
            double states = joined.stream().mapToDouble(space::cardinality).reduce(1, (a, b) -> a * b);
            if (joined.size() <= most && states <= ColumnGroups.STATES) {
                joined.forEach(d -> groupOf.set(d, joined));
            }
        }
        return ColumnGroups.of(
                space,
                groupOf.stream()
                        .distinct()
                        .map(group -> group.stream().mapToInt(Integer::intValue).toArray())
                        .toList());
    }

    private record Pair(int i, int j, double information) {}

    /** Returns the pairs that may share a group, by falling information. */
    private static List<Pair> pairs(Dataset data, int most) {
        StateSpace space = data.space();
        PairCounts counts = new PairCounts(data);
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < space.dimension() && most > 1; i++) {
            for (int j = i + 1; j < space.dimension(); j++) {
                if ((long) space.cardinality(i) * space.cardinality(j) <= ColumnGroups.STATES) {
                    pairs.add(new Pair(i, j, counts.mutualInformation(i, j)));
                }
            }
        }
        // The sort is stable, so equal pairs stay in the order of their columns.
        pairs.sort(Comparator.comparingDouble(pair -> -pair.information()));
        return pairs;
    }
}
