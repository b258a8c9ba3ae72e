package org.concretescore.core.data;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.concretescore.core.space.Counts;

/** Makes data sets of arrays, objects, records and queries. Bad rows are refused by an IllegalArgumentException. */
final class Rows {
    private static final Set<Class<?>> CATEGORIES = Set.of(
            String.class,
            int.class,
            Integer.class,
            long.class,
            Long.class,
            short.class,
            Short.class,
            byte.class,
            Byte.class,
            char.class,
            Character.class);

    private Rows() {}

    /** Adds rows one by one. */
    private interface Filling<E extends Exception> {
        void of(ObjectRows rows) throws DataException, E;
    }

    private static <E extends Exception> Dataset filled(
            List<String> columns, List<List<String>> labels, CsvOptions options, Filling<E> filling) throws E {
        try {
            ObjectRows rows = new ObjectRows(columns, labels, options);
            filling.of(rows);
            return rows.dataset();
        } catch (DataException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static List<List<String>> noLabels(int columns) {
        return Collections.nCopies(columns, List.of());
    }

    static Dataset of(int[][] rows) {
        if (rows.length == 0) {
            throw new IllegalArgumentException("there is no row");
        }
        int dimension = rows[0] == null ? 0 : rows[0].length;
        if (dimension == 0) {
            throw new IllegalArgumentException("row 1 " + (rows[0] == null ? "is null" : "has no value"));
        }
        TextTable table = new TextTable(dimension);
        table.cells = flat(rows, dimension);
        for (int i = 0; i < table.cells.length; i++) {
            table.cells[i] = table.cell(i % dimension, table.cells[i]);
        }
        try {
            Coding coding = new Coding(
                    table,
                    (row, d, what) -> new DataException("row " + (row + 1) + ", column " + (d + 1) + ": " + what));
            Schema schema = coding.schema(null, noLabels(dimension), List.of());
            coding.encode(schema);
            return Dataset.of(schema, table.cells, rows.length);
        } catch (DataException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    static Dataset of(Schema schema, int[][] rows) {
        int dimension = schema.space().dimension();
        int[] states = flat(rows, dimension);
        for (int i = 0; i < states.length; i++) {
            int k = schema.space().cardinality(i % dimension);
            if (states[i] < 0 || states[i] >= k) {
                throw new IllegalArgumentException("row " + (i / dimension + 1) + ", column " + (i % dimension + 1)
                        + ": " + states[i] + " is not one of 0.." + (k - 1) + " of column "
                        + DataException.quote(schema.names().get(i % dimension)));
            }
        }
        return Dataset.of(schema, states, rows.length);
    }

    private static int[] flat(int[][] rows, int dimension) {
        if ((long) rows.length * dimension > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    rows.length + " rows of " + dimension + " values are more than the 2^31 values of a data set");
        }
        int[] flat = new int[rows.length * dimension];
        for (int i = 0; i < rows.length; i++) {
            if (rows[i] == null || rows[i].length != dimension) {
                throw new IllegalArgumentException("row " + (i + 1)
                        + (rows[i] == null
                                ? " is null"
                                : " has " + Counts.of(rows[i].length, "value") + " instead of " + dimension));
            }
            System.arraycopy(rows[i], 0, flat, i * dimension, dimension);
        }
        return flat;
    }

    static Dataset of(List<String> columns, Stream<? extends Object[]> rows, CsvOptions options) {
        Objects.requireNonNull(rows, "rows");
        List<String> names = List.copyOf(columns);
        Objects.requireNonNull(options, "options");
        try (rows) {
            return filled(names, noLabels(names.size()), options, filling -> {
                for (Iterator<? extends Object[]> each = rows.sequential().iterator(); each.hasNext(); ) {
                    filling.add(each.next());
                }
            });
        }
    }

    static Dataset of(ResultSet results, CsvOptions options) throws SQLException {
        Objects.requireNonNull(options, "options");
        ResultSetMetaData columns = results.getMetaData();
        List<String> names = new ArrayList<>();
        for (int column = 1; column <= columns.getColumnCount(); column++) {
            names.add(columns.getColumnLabel(column));
        }
        return Rows.<SQLException>filled(names, noLabels(names.size()), options, rows -> {
            Object[] row = new Object[names.size()];
            while (results.next()) {
                for (int column = 0; column < row.length; column++) {
                    row[column] = results.getObject(column + 1);
                }
                rows.add(row);
            }
        });
    }

    static <R extends Record> Dataset of(Class<R> type, Stream<? extends R> records, CsvOptions options) {
        Objects.requireNonNull(records, "records");
        Objects.requireNonNull(options, "options");
        RecordComponent[] components = type.getRecordComponents();
        List<String> names =
                Arrays.stream(components).map(RecordComponent::getName).toList();
        List<List<String>> labels = Arrays.stream(components).map(Rows::labels).toList();
        try (records) {
            return filled(names, labels, options, rows -> {
                Method[] accessors = new Method[components.length];
                for (int column = 0; column < components.length; column++) {
                    accessors[column] = accessor(components[column], column == rows.weightsAt());
                }
                Object[] row = new Object[components.length];
                for (Iterator<? extends R> each = records.sequential().iterator(); each.hasNext(); ) {
                    rows.add(values(each.next(), accessors, row));
                }
            });
        }
    }

    /** Returns the labels of a component if its type determines them, or else an empty list. */
    private static List<String> labels(RecordComponent component) {
        Class<?> type = component.getType();
        if (type == boolean.class || type == Boolean.class) {
            return List.of("false", "true");
        }
        return type.isEnum()
                ? Arrays.stream(type.getEnumConstants())
                        .map(constant -> ((Enum<?>) constant).name())
                        .toList()
                : List.of();
    }

    private static Method accessor(RecordComponent component, boolean weight) {
        String what = "component " + DataException.quote(component.getName()) + " of "
                + component.getDeclaringRecord().getSimpleName();
        if (!weight
                && !CATEGORIES.contains(component.getType())
                && labels(component).isEmpty()) {
            throw new IllegalArgumentException(what + " is of the type "
                    + component.getType().getSimpleName()
                    + "; a category must be a whole number, a boolean, a character, an enum or a String");
        }
        Method accessor = component.getAccessor();
        if (!accessor.trySetAccessible()) {
            throw new IllegalArgumentException(what + " can't be read: open its package to "
                    + Rows.class.getModule().getName());
        }
        return accessor;
    }

    private static Object[] values(Record of, Method[] accessors, Object[] into) {
        if (of == null) {
            return null;
        }
        for (int column = 0; column < into.length; column++) {
            try {
                into[column] = accessors[column].invoke(of);
            } catch (IllegalAccessException | InvocationTargetException e) {
                throw new IllegalArgumentException(
                        "component " + DataException.quote(accessors[column].getName()) + " can't be read: "
                                + e.getCause(),
                        e);
            }
        }
        return into;
    }
}
