package org.concretescore.examples.run;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.space.StateSpace;

/**
 * The columns of identifiers, such as names or row numbers: most rows have a value of their own in them. A model can
 * not learn anything from them, and they make a network large.
 */
public final class Identifiers {
    /** A column with fewer values does not make a network large, and its values may be categories. */
    private static final int FEWEST = 100;
    /** With such columns, a network with more parameters is trained only if the user asks for it. */
    private static final int PARAMETERS = 1_000_000;

    /** A message names at most so many columns. */
    private static final int NAMED = 8;

    private final Dataset data;
    private final List<Integer> columns;

    private Identifiers(Dataset data, List<Integer> columns) {
        this.data = data;
        this.columns = columns;
    }

    /**
     * Finds the columns of identifiers. A single column is not one, because the model is a model of it. Data with
     * weights do not have any, because their rows are usually distinct.
     *
     * @param data the training data
     * @return the columns of identifiers, perhaps none
     */
    public static Identifiers of(Dataset data) {
        StateSpace space = data.space();
        return new Identifiers(
                data,
                IntStream.range(0, space.dimension() == 1 || data.isWeighted() ? 0 : space.dimension())
                        .filter(d -> space.cardinality(d) >= FEWEST)
                        .filter(d -> distinct(data, d) >= FEWEST && 2L * distinct(data, d) > data.count())
                        .boxed()
                        .toList());
    }

    private static int distinct(Dataset data, int column) {
        int dimension = data.space().dimension();
        return (int) IntStream.range(0, data.count())
                .map(row -> data.states()[row * dimension + column])
                .distinct()
                .count();
    }

    /**
     * Notes which columns they are, if there are any, and what the user can do about them.
     *
     * @param name the name of the data
     * @param console shows the note
     */
    public void tell(String name, Console console) {
        if (columns.isEmpty()) {
            return;
        }
        String shown = columns.stream()
                .limit(NAMED)
                .map(d -> "'" + data.schema().names().get(d) + "' (" + distinct(data, d) + ")")
                .collect(Collectors.joining(", "));
        boolean one = columns.size() == 1;
        console.note(name + ": the " + (one ? "column " : "columns ") + shown
                + (columns.size() > NAMED ? ", ... (" + columns.size() + " in all)" : "")
                + (one ? " has" : " have") + " nearly as many values as there are training rows (" + data.count()
                + "), as identifiers have; a model can not learn anything from " + (one ? "it" : "them")
                + ": leave " + (one ? "it" : "them") + " out of the data, or group the values");
    }

    /**
     * Refuses a network that is large because of these columns.
     *
     * @param parameters the number of parameters of the network
     * @throws UsageException if there are too many, and most categories are those of identifiers
     */
    public void requireSmall(int parameters) {
        StateSpace space = data.space();
        long theirs = columns.stream().mapToLong(space::cardinality).sum();
        long all = Arrays.stream(space.cardinalities()).asLongStream().sum();
        if (parameters > PARAMETERS && 2 * theirs > all) {
            throw new UsageException("the network would have " + parameters + " parameters, most of them for "
                    + columns.stream()
                            .limit(NAMED)
                            .map(d -> "'" + data.schema().names().get(d) + "'")
                            .collect(Collectors.joining(", "))
                    + ", from which it can not learn anything; leave that out of the data, or give"
                    + " --keep-identifiers");
        }
    }
}
