package org.concretescore.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.data.Schema;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.objective.ObjectiveOptions;
import org.concretescore.core.objective.Objectives;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.LogDensity;
import org.concretescore.core.score.Unit;
import org.concretescore.core.space.StateSpace;
import org.concretescore.core.vector.Answer;
import org.concretescore.core.vector.Columns;
import org.concretescore.core.vector.ConditionalScores;
import org.concretescore.core.vector.NoiseLevels;
import org.concretescore.nn.file.ModelFile;
import org.concretescore.nn.file.SavedScores;
import org.concretescore.nn.file.SavedVectors;
import org.concretescore.nn.model.ArcsmModel;
import org.concretescore.nn.model.Family;
import org.concretescore.nn.model.NetworkSpec;
import org.concretescore.nn.model.NeuralModel;
import org.concretescore.nn.model.VectorModel;
import org.concretescore.nn.network.Activation;
import org.concretescore.nn.network.Arcsm;
import org.concretescore.nn.network.Encoding;
import org.concretescore.nn.network.Made;
import org.concretescore.nn.network.Mlp;
import org.concretescore.nn.train.Checkpoint;
import org.concretescore.nn.train.Decay;
import org.concretescore.nn.train.Trainer;
import org.concretescore.nn.train.TrainerOptions;
import org.concretescore.nn.train.TrainingListener;
import org.concretescore.nn.train.TrainingResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files that earlier versions wrote must be read for ever, and mean the same. Those of version 1 were written by the
 * release that had it; {@link #main} wrote the others. When a format changes, add a file, and never write an old one
 * anew.
 */
final class GoldenFilesTest {
    private static final StateSpace SPACE = StateSpace.of(3, 2);
    private static final Schema SCHEMA =
            Schema.of(List.of("color", "n"), SPACE, List.of(List.of("red", "grün", "a,b"), List.of()));
    private static final Dataset DATA =
            Dataset.of(SCHEMA, new int[] {0, 0, 1, 1, 0, 0, 2, 0, 2, 1, 0, 1, 1, 1, 0, 0}, 8);
    private static final int[] ALL = {0, 0, 0, 1, 1, 0, 1, 1, 2, 0, 2, 1};
    private static final RandomStreams STREAMS = new RandomStreams(7);
    private static final int CHECKPOINT_STEP = 6;

    @TempDir
    private Path folder;

    private static NetworkSpec mlp() {
        return new NetworkSpec(
                Family.FREE,
                Graphs.union(Graphs.grid(SPACE), Graphs.edges(SPACE, new int[] {0, 5})),
                Mlp.of(4, 3).withActivation(Activation.TANH),
                Encoding.ORDINAL,
                Unit.LOG_RATIO);
    }

    private static NetworkSpec made() {
        return new NetworkSpec(
                Family.NORMALISED,
                Graphs.hamming(SPACE),
                Made.of(5, 5).withMasks(2).withOrder(Made.Order.SHUFFLED),
                Encoding.CATEGORY,
                Unit.LOG_RATIO);
    }

    private static SavedVectors arcsm() {
        Arcsm arcsm = Arcsm.defaults().withContext(2, 4, 4).withWidths(3, 2).withNoise(true);
        float[] parameters = arcsm.network(3, Answer.CONDITIONALS).initialParameters(STREAMS.stream("parameters"));
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] += (float) Math.sin(i) / 2;
        }
        arcsm.network(3, Answer.CONDITIONALS).applyMask(0, parameters);
        return new SavedVectors(
                VectorModel.of(arcsm, 3, NoiseLevels.of(1, 0.25), parameters),
                Columns.of(List.of("a", "grün, b", "x"), new double[] {1, -2.5, 1e30}, new double[] {1, 0.5, 1e29}),
                Map.of("what", "golden, ü"));
    }

    /** Of two rows, coordinate after coordinate, at both levels. */
    private static double[] scores(SavedVectors saved) {
        double[][] rows = {{-1, 0.5}, {0.25, -0.75}, {2, 0}};
        double[] answers = new double[3 * 2 * 2];
        double[] scores = new double[2];
        try (ArcsmModel model = ArcsmModel.of(saved.model());
                ConditionalScores.Walk walk = model.walk(2)) {
            for (int d = 0; d < 3; d++) {
                for (int level = 0; level < 2; level++) {
                    walk.scores(level, rows[d], scores);
                    System.arraycopy(scores, 0, answers, 4 * d + 2 * level, 2);
                }
                walk.fix(rows[d]);
            }
        }
        return answers;
    }

    /** The training of {@code made-v1.checkpoint}, which was stopped after step 6. */
    private static TrainingResult<NeuralModel> train(Checkpoint checkpoint, TrainingListener listener) {
        return Trainer.of(new TrainerOptions(12, 5, 0.03, Decay.COSINE, Double.POSITIVE_INFINITY, 0, 0.9, 4, 15, 1, 64))
                .withCheckpoint(checkpoint)
                .withValidation(DATA)
                .withListener(listener)
                .fit(
                        made(),
                        Objectives.parse("likelihood", Unit.LOG_RATIO, ObjectiveOptions.defaults()),
                        DATA,
                        STREAMS);
    }

    /** Of a free model, all log ratios; of another, all log densities. */
    private static double[] answers(NeuralModel model) {
        int states = (int) SPACE.size();
        double[] answers = new double
                [states
                        * (model instanceof LogDensity
                                ? 1
                                : model.spec().graph().slots())];
        if (model instanceof LogDensity density) {
            density.logDensities(ALL, states, answers);
        } else {
            model.score().logRatios(ALL, states, answers);
        }
        return answers;
    }

    /**
     * Writes the files of the newest versions.
     *
     * @param args the folder, and how
     * @throws IOException if one can't be written
     */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        for (NetworkSpec spec : List.of(mlp(), made())) {
            Path file =
                    folder.resolve("model").resolve(spec.family() == Family.FREE ? "mlp-v2.model" : "made-v2.model");
            float[] parameters = spec.network().initialParameters(STREAMS.stream("parameters"));
            for (int i = 0; i < parameters.length; i++) {
                parameters[i] += (float) Math.sin(i) / 2;
            }
            try (NeuralModel model = spec.model(parameters)) {
                ModelFile.save(file, new SavedScores(model, SCHEMA, Map.of("what", "golden, ü")));
                System.out.println(file + " " + Arrays.toString(answers(model)));
            }
        }
        Path vectors = folder.resolve("model").resolve("arcsm-notes-v1.model");
        ModelFile.save(vectors, arcsm());
        System.out.println(vectors + " " + Arrays.toString(scores(arcsm())));
        Path file = folder.resolve("train").resolve("made-v1.checkpoint");
        try {
            train(new Checkpoint(file, CHECKPOINT_STEP, false), new TrainingListener() {
                @Override
                public void step(int step, int steps, double loss) {
                    if (step == CHECKPOINT_STEP + 1) {
                        throw new IllegalStateException("stopped");
                    }
                }
            });
        } catch (IllegalStateException e) {
            System.out.println(e.getMessage());
        }
        TrainingResult<NeuralModel> result = train(null, new TrainingListener() {});
        System.out.println(result.curve() + " " + Arrays.toString(answers(result.model())));
    }

    private Path golden(String name) throws IOException {
        Path file = folder.resolve(name.substring(name.indexOf('/') + 1));
        try (InputStream in = GoldenFilesTest.class.getResourceAsStream(name)) {
            Files.copy(in, file);
        }
        return file;
    }

    private SavedScores model(String name) throws IOException {
        return ModelFile.loadScores(golden("model/" + name));
    }

    @Test
    void freeModelOfVersion1() throws IOException {
        SavedScores saved = model("free-v1.model");
        NetworkSpec spec = saved.model().spec();
        assertEquals(Family.FREE, spec.family());
        assertEquals(Unit.SCORE, spec.head());
        assertEquals(Mlp.of(3).withActivation(Activation.ELU), spec.architecture());
        assertEquals("x", saved.schema().label(0, 0));
        double[] ratios = new double[spec.graph().slots()];
        saved.model().score().logRatios(new int[] {0, 0}, 1, ratios);
        // As the release printed them.
        assertArrayEquals(
                new double[] {-0.018454753569221237, -0.006188152995357939, 0.01674262559437175, -0.017027302413080498},
                ratios,
                1e-6);
    }

    @Test
    void energyModelOfVersion1() throws IOException {
        SavedScores saved = model("energy-v1.model");
        NetworkSpec spec = saved.model().spec();
        assertEquals(Family.TIED, spec.family());
        assertEquals(Unit.LOG_RATIO, spec.head());
        assertEquals(Mlp.of(3), spec.architecture());
        assertEquals(Encoding.CATEGORY, spec.encoding());
        assertEquals(List.of("a", "b"), saved.schema().names());
        float[] p = saved.model().parameters();
        double[] densities = new double[9];
        int[] states = {0, 0, 0, 1, 0, 2, 1, 0, 1, 1, 1, 2, 2, 0, 2, 1, 2, 2};
        ((LogDensity) saved.model()).logDensities(states, 9, densities);
        for (int i = 0; i < 9; i++) {
            assertEquals(byHand(p, states[2 * i], states[2 * i + 1]), densities[i], 1e-6);
        }
    }

    /** The perceptron of widths 6, 3, 1 with SiLU: weights row by row, then biases, layer by layer. */
    private static double byHand(float[] p, int a, int b) {
        double sum = 0;
        for (int unit = 0; unit < 3; unit++) {
            double in = p[3 * a + unit] + p[3 * (3 + b) + unit] + p[18 + unit];
            sum += p[21 + unit] * in / (1 + Math.exp(-in));
        }
        return sum + p[24];
    }

    @Test
    void modelsOfVersion2() throws IOException {
        SavedScores mlp = model("mlp-v2.model");
        assertEquals("union(grid,edges(0>5))", mlp.model().spec().graph().spec());
        assertEquals(mlp().architecture(), mlp.model().spec().architecture());
        assertEquals(Encoding.ORDINAL, mlp.model().spec().encoding());
        assertEquals("grün", mlp.schema().label(0, 1));
        assertEquals(Map.of("what", "golden, ü"), mlp.notes());
        assertArrayEquals(MLP, answers(mlp.model()), 1e-5);
        SavedScores made = model("made-v2.model");
        assertEquals(made().architecture(), made.model().spec().architecture());
        assertArrayEquals(MADE, answers(made.model()), 1e-5);
    }

    /** Written when a MADE was the only context: its description does not say so. */
    @Test
    void vectorModelOfVersion1() throws IOException {
        SavedVectors saved = ModelFile.loadVectors(golden("model/arcsm-v1.model"));
        assertEquals(
                Arcsm.defaults()
                        .withContext(2, 4, 4)
                        .withWidths(3)
                        .withActivation(Activation.TANH)
                        .withNoise(true),
                saved.model().architecture());
        assertEquals(NoiseLevels.of(1, 0.5), saved.model().levels());
        assertEquals(List.of("a", "b, c", "ü"), saved.columns().names());
        assertArrayEquals(new double[] {0.5, 1, 2}, saved.columns().deviations());
        double[] x = {-0.5, 1};
        double[] scores = new double[2];
        try (ArcsmModel model = ArcsmModel.of(saved.model());
                ConditionalScores.Walk walk = model.walk(2)) {
            for (int d = 0; d < 3; d++) {
                walk.scores(1, x, scores);
                assertArrayEquals(Arrays.copyOfRange(ARCSM, 2 * d, 2 * d + 2), scores, 1e-5);
                walk.fix(x);
            }
        }
    }

    @Test
    void vectorModelWithNotes() throws IOException {
        SavedVectors saved = ModelFile.loadVectors(golden("model/arcsm-notes-v1.model"));
        assertEquals(arcsm().model().architecture(), saved.model().architecture());
        assertEquals(NoiseLevels.of(1, 0.25), saved.model().levels());
        assertEquals(List.of("a", "grün, b", "x"), saved.columns().names());
        assertArrayEquals(new double[] {1, -2.5, 1e30}, saved.columns().means());
        assertArrayEquals(new double[] {1, 0.5, 1e29}, saved.columns().deviations());
        assertEquals(Map.of("what", "golden, ü"), saved.notes());
        assertArrayEquals(NOTED, scores(saved), 1e-5);
    }

    @Test
    void checkpointOfVersion1() throws IOException {
        Path file = golden("train/made-v1.checkpoint");
        List<String> notes = new ArrayList<>();
        List<Integer> steps = new ArrayList<>();
        TrainingResult<NeuralModel> result = train(new Checkpoint(file, 100, true), new TrainingListener() {
            @Override
            public void step(int step, int of, double loss) {
                steps.add(step);
            }

            @Override
            public void note(String line) {
                notes.add(line);
            }
        });
        assertEquals(List.of(7, 8, 9, 10, 11, 12), steps);
        assertEquals(
                "goes on after step 6 of " + file, notes.get(notes.size() - 1), "whatever the backend that wrote it");
        assertEquals(3, result.curve().size());
        assertEquals(
                new TrainingResult.Point(4, CURVE[0], CURVE[1]), result.curve().get(0), "read, not computed");
        assertEquals(CURVE[2], result.curve().get(2).loss(), 1e-5);
        assertArrayEquals(TRAINED, answers(result.model()), 1e-4);
    }

    /** An empty slot. */
    private static final double NONE = Double.NEGATIVE_INFINITY;

    private static final double[] MLP = {
        -0.10638764500617981,
        NONE,
        0.23347744345664978,
        0.1346868872642517,
        -0.1566466987133026,
        NONE,
        -0.03518753498792648,
        NONE,
        0.143772691488266,
        0.48069140315055847,
        0.375664621591568,
        NONE,
        0.06172686815261841,
        -0.2664385437965393,
        -0.3496415913105011,
        NONE,
        NONE,
        0.846668004989624,
        0.22366535663604736,
        NONE,
        NONE,
        0.4214397370815277,
        -0.15859052538871765,
        NONE
    };
    private static final double[] MADE = {
        -2.3121588770194683,
        -2.245166052386403,
        -1.745132098962364,
        -1.559434532771017,
        -1.4870288550229995,
        -1.692152668991585
    };
    /** Of two rows, coordinate by coordinate, as the version that wrote it printed them. */
    private static final double[] ARCSM = {
        -1.0454142093658447,
        -0.0030139386653900146,
        -1.1996909379959106,
        0.02711835503578186,
        -0.1348201334476471,
        -0.24019935727119446
    };
    /** Of two rows, coordinate by coordinate, at both levels. */
    private static final double[] NOTED = {
        -0.056387610733509064,
        0.06463555991649628,
        0.012285888195037842,
        0.09957358241081238,
        0.13236069679260254,
        6.603673100471497E-4,
        0.4808836877346039,
        0.1328561007976532,
        -0.10598104447126389,
        -0.15108144283294678,
        -0.5466985702514648,
        -0.6551052331924438
    };
    /** Loss and criterion at step 4, loss at step 12. */
    private static final double[] CURVE = {1.7729675762866624, 1.7415910805460826, 1.695309817775785};

    private static final double[] TRAINED = {
        -1.4931927447410667,
        -1.6841749088244387,
        -2.031239627212793,
        -1.7106414504589937,
        -1.9654712358168183,
        -1.982418163361979
    };
}
