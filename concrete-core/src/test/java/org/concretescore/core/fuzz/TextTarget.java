package org.concretescore.core.fuzz;

import static org.concretescore.core.fuzz.DataTarget.utf8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.concretescore.core.data.Schema;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.latent.Estimator;
import org.concretescore.core.noise.Noise;
import org.concretescore.core.objective.ObjectiveOptions;
import org.concretescore.core.objective.Objectives;
import org.concretescore.core.score.Unit;
import org.concretescore.core.space.StateSpace;

/** What reads texts: of model files, of the command line. */
enum TextTarget implements FuzzTarget {
    SCHEMA {
        @Override
        public void check(byte[] input) throws IOException {
            String text = new String(input, StandardCharsets.UTF_8);
            Schema schema = Fuzz.text(input.length, file -> Schema.decode(text));
            if (schema != null) {
                assertEquals(text, schema.encode());
                assertEquals(schema, Schema.decode(schema.encode()));
            }
        }

        @Override
        public List<byte[]> seeds() {
            return List.of(
                    utf8("concrete-schema 1\nx0\t2\nx1\t3"),
                    utf8("concrete-schema 1\ncolor\t3\tred\tgr\\u00fcn\t\\\\u0009\nn\t2147483647"));
        }
    },

    /** The first byte says on which space, the rest is the graph. */
    GRAPH {
        @Override
        public void check(byte[] input) throws IOException {
            if (input.length == 0) {
                return;
            }
            StateSpace space = SPACES.get((input[0] & 0xff) % SPACES.size());
            String text = new String(input, 1, input.length - 1, StandardCharsets.UTF_8);
            Neighborhood graph = Fuzz.text(input.length, file -> Graphs.parse(text, space));
            if (graph != null) {
                String spec = graph.spec();
                assertEquals(spec, Graphs.parse(spec, space).spec());
                assertEquals(graph.slots(), Graphs.parse(spec, space).slots());
            }
        }

        @Override
        public List<byte[]> seeds() {
            return IntStream.range(0, SPACES.size())
                    .boxed()
                    .flatMap(space -> Stream.concat(
                                    Graphs.NAMES.stream(),
                                    Stream.of(
                                            "edges(0>1, 1>2)",
                                            "edges()",
                                            "union(grid,edges(0>5))",
                                            "union(union(star,tree),symmetrized(cycle-forward))",
                                            "union(complete,complete)",
                                            "symmetrized(".repeat(20_000) + "star" + ")".repeat(20_000)))
                            .map(text -> utf8((char) (int) space + text)))
                    .toList();
        }
    },

    /** Names, and a number behind a blank. */
    NAMES {
        @Override
        public void check(byte[] input) throws IOException {
            String text = new String(input, StandardCharsets.UTF_8);
            for (Unit unit : Unit.values()) {
                Fuzz.text(input.length, file -> Objectives.parse(text, unit, ObjectiveOptions.defaults()));
            }
            Fuzz.text(input.length, file -> Estimator.parse(text));
            int blank = text.indexOf(' ');
            for (double level : LEVELS) {
                Fuzz.text(input.length, file -> Noise.parse(blank < 0 ? text : text.substring(0, blank), level));
            }
        }

        @Override
        public List<byte[]> seeds() {
            return Stream.of(Objectives.NAMES, Estimator.NAMES, Noise.NAMES)
                    .flatMap(List::stream)
                    .flatMap(name -> Stream.of(utf8(name), utf8(name + "-mc")))
                    .toList();
        }
    };

    private static final List<StateSpace> SPACES = List.of(
            StateSpace.of(3, 2),
            StateSpace.of(5),
            StateSpace.of(1),
            StateSpace.binary(100),
            StateSpace.of(Integer.MAX_VALUE - 8),
            StateSpace.of(Integer.MAX_VALUE, Integer.MAX_VALUE, 2));
    private static final double[] LEVELS = {0, 0.5, 1, 2, Double.NaN, Double.POSITIVE_INFINITY};

    @Override
    public List<String> words() {
        return Stream.of(
                        Graphs.NAMES,
                        Objectives.NAMES,
                        Arrays.asList(
                                "(",
                                ")",
                                ",",
                                ">",
                                "0>1",
                                "union(",
                                "edges(",
                                "symmetrized(",
                                "-mc",
                                "\t",
                                "\n",
                                "\\u0000",
                                "\\\\",
                                "concrete-schema 1",
                                "2147483647",
                                "-1",
                                " "))
                .flatMap(List::stream)
                .toList();
    }
}
