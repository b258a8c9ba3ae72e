package org.concretescore.examples.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.concretescore.core.noise.Noise;
import org.concretescore.core.objective.Objective;

/** Writes records as JSON. Names of components are in snake case. NaN becomes null, and infinities become strings. */
public final class Json {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .addModule(new SimpleModule()
                    .addSerializer(Double.class, new FiniteSerializer())
                    .addSerializer(Double.TYPE, new FiniteSerializer())
                    .addSerializer(Path.class, ToStringSerializer.instance)
                    .addSerializer(Noise.class, ToStringSerializer.instance)
                    .addSerializer(Objective.class, new ObjectiveSerializer()))
            .build();

    private Json() {}

    /**
     * Returns a record as a tree.
     *
     * @param value the record
     * @return the components in their order
     */
    public static ObjectNode tree(Record value) {
        return MAPPER.valueToTree(value);
    }

    /**
     * Returns a record as JSON on one line.
     *
     * @param value the record
     * @return JSON
     */
    public static String line(Record value) {
        return text(value, false);
    }

    /**
     * Returns a value as JSON with indentation.
     *
     * @param value a record, or a map of records
     * @return JSON
     */
    public static String pretty(Object value) {
        return text(value, true);
    }

    private static String text(Object value, boolean pretty) {
        try {
            return (pretty ? MAPPER.writerWithDefaultPrettyPrinter() : MAPPER.writer()).writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Returns a record as a table. Names of nested components are {@code outer.inner}, numbers have six digits, and
     * null is a dash. The table does not have the lists of records, which {@link #lists} returns.
     *
     * @param value the record
     * @return names and values, in the order of the components
     */
    public static Map<String, String> table(Record value) {
        Map<String, String> rows = new LinkedHashMap<>();
        fill(rows, "", tree(value));
        return rows;
    }

    /**
     * Returns the components of a record that are lists of records.
     *
     * @param value the record
     * @return the lists by the names of the components; each record is as in {@link #table}
     */
    public static Map<String, List<Map<String, String>>> lists(Record value) {
        Map<String, List<Map<String, String>>> lists = new LinkedHashMap<>();
        tree(value).properties().forEach(field -> {
            if (isListOfRecords(field.getValue())) {
                List<Map<String, String>> list = new ArrayList<>();
                for (JsonNode element : field.getValue()) {
                    Map<String, String> row = new LinkedHashMap<>();
                    fill(row, "", (ObjectNode) element);
                    list.add(row);
                }
                lists.put(field.getKey(), list);
            }
        });
        return lists;
    }

    private static boolean isListOfRecords(JsonNode node) {
        return node.isArray() && !node.isEmpty() && node.get(0).isObject();
    }

    private static void fill(Map<String, String> rows, String prefix, ObjectNode node) {
        node.properties().forEach(field -> {
            String name = prefix + field.getKey();
            if (field.getValue() instanceof ObjectNode nested) {
                fill(rows, name + ".", nested);
            } else if (!isListOfRecords(field.getValue())) {
                rows.put(name, text(field.getValue()));
            }
        });
    }

    private static String text(JsonNode value) {
        if (value.isNull()) {
            return "–";
        }
        return value.isDouble()
                ? shortest(value.doubleValue())
                : value.isTextual() ? value.textValue() : value.toString();
    }

    /** Formats a number with six digits and without trailing zeros. */
    private static String shortest(double value) {
        return Double.toString(Double.parseDouble(String.format(Locale.ROOT, "%.6g", value)));
    }

    /** By name: the options that it was made with are beside it. */
    private static final class ObjectiveSerializer extends JsonSerializer<Objective> {
        @Override
        public void serialize(Objective value, JsonGenerator generator, SerializerProvider provider)
                throws IOException {
            generator.writeString(value.name());
        }
    }

    private static final class FiniteSerializer extends JsonSerializer<Double> {
        @Override
        public void serialize(Double value, JsonGenerator generator, SerializerProvider provider) throws IOException {
            if (Double.isInfinite(value)) {
                // An option may have no limit; JSON does not have a number for it.
                generator.writeString(value > 0 ? "inf" : "-inf");
            } else if (Double.isFinite(value)) {
                generator.writeNumber(value);
            } else {
                generator.writeNull();
            }
        }
    }
}
