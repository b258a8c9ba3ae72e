package org.concretescore.nn.fuzz;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.concretescore.core.data.Schema;
import org.concretescore.core.fuzz.Fuzz;
import org.concretescore.core.fuzz.FuzzTarget;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.score.Unit;
import org.concretescore.core.space.StateSpace;
import org.concretescore.core.vector.Answer;
import org.concretescore.core.vector.Mixture;
import org.concretescore.nn.archive.internal.Archive;
import org.concretescore.nn.file.ModelFile;
import org.concretescore.nn.file.SavedLatent;
import org.concretescore.nn.file.SavedScores;
import org.concretescore.nn.file.SavedVectors;
import org.concretescore.nn.latent.LatentModel;
import org.concretescore.nn.latent.LatentSpec;
import org.concretescore.nn.model.NetworkSpec;
import org.concretescore.nn.network.Activation;
import org.concretescore.nn.network.Arcsm;
import org.concretescore.nn.network.ConvolutionalContext;
import org.concretescore.nn.network.Encoding;
import org.concretescore.nn.network.Made;
import org.concretescore.nn.network.MixtureMade;
import org.concretescore.nn.network.Mlp;
import org.concretescore.nn.network.ScoreMlp;
import org.concretescore.nn.network.UNet;
import org.concretescore.nn.network.VectorArchitecture;

/**
 * Files of models. {@code RAW} gives the reader bytes as they come; the checksum refuses nearly all. The others give
 * it files whose checksum is right, so that what it protects is reached: {@code MENDED} from any bytes, {@code TEXTS}
 * from texts ({@link Archives#ofTexts}). Networks of SameDiff and DL4J are left out: their own formats are read by
 * ND4J.
 */
enum ModelTarget implements FuzzTarget {
    MODEL_RAW(Kind.MODEL, Form.RAW),
    MODEL_MENDED(Kind.MODEL, Form.MENDED),
    MODEL_TEXTS(Kind.MODEL, Form.TEXTS),
    VECTOR_MODEL_RAW(Kind.VECTORS, Form.RAW),
    VECTOR_MODEL_MENDED(Kind.VECTORS, Form.MENDED),
    VECTOR_MODEL_TEXTS(Kind.VECTORS, Form.TEXTS),
    LATENT_RAW(Kind.LATENT, Form.RAW),
    LATENT_MENDED(Kind.LATENT, Form.MENDED),
    LATENT_TEXTS(Kind.LATENT, Form.TEXTS);

    /** What is read. */
    private enum Kind {
        MODEL("CONCRETE", 2),
        VECTORS("CONCVECT", 1),
        LATENT("CONLATNT", 1);

        private final String magic;
        private final int version;

        Kind(String magic, int version) {
            this.magic = magic;
            this.version = version;
        }
    }

    /** What is made of an input. */
    private enum Form {
        RAW,
        MENDED,
        TEXTS
    }

    private final Kind kind;
    private final Form form;

    ModelTarget(Kind kind, Form form) {
        this.kind = kind;
        this.form = form;
    }

    @Override
    public void check(byte[] input) throws IOException {
        byte[] file =
                switch (form) {
                    case RAW -> input;
                    case MENDED -> Archives.mended(input);
                    case TEXTS -> Archives.ofTexts(kind.magic, kind.version, input);
                };
        Archive archive = Fuzz.file(file, path -> Archive.load(path, kind.magic, "model file", kind.version));
        if (archive == null || isForeign(archive)) {
            return;
        }
        switch (kind) {
            case MODEL -> checkModel(file);
            case VECTORS -> checkVectors(file);
            case LATENT -> checkLatent(file);
        }
    }

    private static boolean isForeign(Archive archive) {
        String name = archive.texts().getOrDefault("network.name", "");
        return name.startsWith("samediff") || name.startsWith("dl4j");
    }

    private static void checkModel(byte[] file) throws IOException {
        SavedScores saved = Fuzz.file(file, ModelFile::loadScores);
        if (saved == null) {
            return;
        }
        try {
            Map<String, String> texts = new LinkedHashMap<>(saved.model().spec().describe());
            texts.put("schema", saved.schema().encode());
            saved.notes().forEach((name, value) -> texts.put("note." + name, value));
            byte[] written = Archives.bytes(
                    Kind.MODEL.magic,
                    Kind.MODEL.version,
                    texts,
                    List.of(saved.model().parameters()));
            SavedScores again = written(Fuzz.file(written, ModelFile::loadScores));
            again.model().close();
            assertEquals(saved.model().spec(), again.model().spec());
            assertEquals(saved.schema(), again.schema());
            assertEquals(saved.notes(), again.notes());
            assertArrayEquals(saved.model().parameters(), again.model().parameters());
        } finally {
            saved.model().close();
        }
    }

    private static <T> T written(T read) {
        assertNotNull(read, "what was written anew is refused");
        return read;
    }

    private static void checkVectors(byte[] file) throws IOException {
        SavedVectors saved = Fuzz.file(file, ModelFile::loadVectors);
        if (saved != null) {
            Map<String, String> texts = vectorTexts(
                    saved.model().architecture(), saved.model().levels().sigmas(), saved);
            byte[] written = Archives.bytes(
                    Kind.VECTORS.magic,
                    Kind.VECTORS.version,
                    texts,
                    List.of(saved.model().parameters()));
            SavedVectors again = written(Fuzz.file(written, ModelFile::loadVectors));
            assertEquals(saved.model().architecture(), again.model().architecture());
            assertEquals(saved.model().levels(), again.model().levels());
            assertEquals(saved.columns().names(), again.columns().names());
            assertArrayEquals(saved.columns().means(), again.columns().means());
            assertArrayEquals(saved.columns().deviations(), again.columns().deviations());
            assertArrayEquals(saved.model().parameters(), again.model().parameters());
            assertEquals(saved.notes(), again.notes());
        }
    }

    private static Map<String, String> vectorTexts(
            VectorArchitecture architecture, double[] levels, SavedVectors saved) {
        Map<String, String> texts = vectorTexts(
                architecture,
                levels,
                saved.columns().names(),
                saved.columns().means(),
                saved.columns().deviations());
        saved.notes().forEach((name, value) -> texts.put("note." + name, value));
        return texts;
    }

    private static Map<String, String> vectorTexts(
            VectorArchitecture architecture, double[] levels, List<String> names, double[] means, double[] deviations) {
        Map<String, String> texts = new LinkedHashMap<>();
        architecture.describe().forEach((name, value) -> texts.put("network." + name, value));
        texts.put("levels", joined(levels));
        texts.put("means", joined(means));
        texts.put("deviations", joined(deviations));
        for (int d = 0; d < names.size(); d++) {
            texts.put("column." + d, names.get(d));
        }
        return texts;
    }

    private static String joined(double[] values) {
        StringBuilder text = new StringBuilder();
        for (double value : values) {
            text.append(text.isEmpty() ? "" : ",").append(value);
        }
        return text.toString();
    }

    private static void checkLatent(byte[] file) throws IOException {
        SavedLatent saved = Fuzz.file(file, ModelFile::loadLatent);
        if (saved != null) {
            LatentModel model = saved.model();
            Map<String, String> texts = latentTexts(model.spec());
            saved.notes().forEach((name, value) -> texts.put("note." + name, value));
            byte[] written = Archives.bytes(
                    Kind.LATENT.magic, Kind.LATENT.version, texts, List.of(model.parameters(), model.mean()));
            assertEquals(saved, Fuzz.file(written, ModelFile::loadLatent));
        }
    }

    private static Map<String, String> latentTexts(LatentSpec spec) {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("layers", spec.notation());
        texts.put("arity", String.valueOf(spec.arity()));
        return texts;
    }

    /** What the seeds are of: texts, and the lengths of vectors. */
    private record Sample(Map<String, String> texts, int... lengths) {
        byte[] file(Kind kind) {
            List<float[]> vectors = new ArrayList<>();
            for (int length : lengths) {
                float[] vector = new float[length];
                for (int i = 0; i < length; i++) {
                    vector[i] = (float) Math.sin(i) / 2;
                }
                vectors.add(vector);
            }
            return Archives.bytes(kind.magic, kind.version, texts, vectors);
        }
    }

    private static List<Sample> samples(Kind kind) {
        return switch (kind) {
            case MODEL -> models();
            case VECTORS -> vectorModels();
            case LATENT -> latentModels();
        };
    }

    private static List<Sample> models() {
        StateSpace small = StateSpace.of(3, 2);
        return Stream.of(
                        NetworkSpec.mlp(Graphs.union(Graphs.grid(small), Graphs.edges(small, new int[] {0, 5})))
                                .withArchitecture(Mlp.of(4, 3)
                                        .withActivation(Activation.TANH)
                                        .withNoiseLevel(true)),
                        NetworkSpec.mlp(Graphs.cycleForward(small))
                                .withArchitecture(Mlp.of(2))
                                .withHead(Unit.SCORE),
                        NetworkSpec.energy(Graphs.hamming(small))
                                .withArchitecture(Mlp.of(3))
                                .withEncoding(Encoding.CATEGORY),
                        NetworkSpec.made(Graphs.hamming(small))
                                .withArchitecture(Made.of(5, 5).withMasks(2).withOrder(Made.Order.SHUFFLED)),
                        NetworkSpec.made(Graphs.torus(small))
                                .withArchitecture(Made.of(4, 4).withResidual(true)),
                        NetworkSpec.unet(
                                Graphs.grid(StateSpace.binary(4)),
                                new UNet(2, 2, 1, List.of(2, 2), Activation.RELU, 1, true)))
                .map(ModelTarget::model)
                .toList();
    }

    private static Sample model(NetworkSpec spec) {
        Map<String, String> texts = new LinkedHashMap<>(spec.describe());
        StateSpace space = spec.graph().space();
        Schema schema = space.equals(StateSpace.of(3, 2))
                ? Schema.of(List.of("c", "n"), space, List.of(List.of("red", "grün", "a\n"), List.of()))
                : Schema.of(space);
        texts.put("schema", schema.encode());
        texts.put("note.what", "ü");
        return new Sample(texts, spec.network().parameterCount());
    }

    private static List<Sample> vectorModels() {
        Arcsm arcsm = Arcsm.defaults().withContext(2, 4, 4).withWidths(3, 2);
        Mixture mixture = new Mixture(Mixture.Kind.LOGISTIC, 2);
        return List.of(
                vectorModel(arcsm.withNoise(true), Answer.CONDITIONALS, 1, 0.25),
                vectorModel(arcsm, Answer.CONDITIONALS),
                vectorModel(arcsm.withContext(ConvolutionalContext.of(2, 2, 1).withBlocks(2, 1)), Answer.CONDITIONALS),
                vectorModel(new MixtureMade(List.of(3), Activation.RELU, false, mixture), Answer.MIXTURES),
                vectorModel(new ScoreMlp(Mlp.of(3)), Answer.SCORES));
    }

    private static Sample vectorModel(VectorArchitecture architecture, Answer answer, double... levels) {
        List<String> names = List.of("a", "grün, b", "x", "y");
        double[] means = {1, -2.5, 1e30, 0};
        double[] deviations = {1, 0.5, 1e29, 1};
        return new Sample(
                vectorTexts(architecture, levels, names, means, deviations),
                architecture.network(names.size(), answer).parameterCount());
    }

    private static List<Sample> latentModels() {
        return Stream.of(LatentSpec.parse("2H~3V", 2), LatentSpec.parse("4H-2H-3V", 4), LatentSpec.parse("2V-2H~3V", 2))
                .map(ModelTarget::latentModel)
                .toList();
    }

    private static Sample latentModel(LatentSpec spec) {
        // Found out by giving none.
        int count = 0;
        try {
            LatentModel.of(spec, new float[0], new float[0]);
        } catch (IllegalArgumentException e) {
            count = Integer.parseInt(e.getMessage().replaceAll("\\D*(\\d+) numbers.*", "$1"));
        }
        return new Sample(latentTexts(spec), count, spec.given() > 0 ? spec.given() : spec.observed());
    }

    /** Files of some ten kilobytes, of every kind of model. */
    List<byte[]> files() {
        StateSpace bits = StateSpace.binary(16);
        Mixture mixture = new Mixture(Mixture.Kind.GAUSSIAN, 3);
        List<Sample> samples =
                switch (kind) {
                    case MODEL ->
                        Stream.of(
                                        NetworkSpec.mlp(Graphs.grid(bits)).withArchitecture(Mlp.of(50, 50)),
                                        NetworkSpec.energy(Graphs.grid(bits)).withArchitecture(Mlp.of(50, 50)),
                                        NetworkSpec.made(Graphs.hamming(bits)).withArchitecture(Made.of(50, 50)),
                                        NetworkSpec.unet(
                                                Graphs.grid(bits),
                                                new UNet(4, 4, 1, List.of(8, 8), Activation.RELU, 0, true)))
                                .map(ModelTarget::model)
                                .toList();
                    case VECTORS ->
                        List.of(
                                vectorModel(
                                        Arcsm.defaults().withContext(8, 32, 32).withWidths(32, 32),
                                        Answer.CONDITIONALS),
                                vectorModel(
                                        new MixtureMade(List.of(50, 50), Activation.RELU, false, mixture),
                                        Answer.MIXTURES),
                                vectorModel(new ScoreMlp(Mlp.of(50, 50)), Answer.SCORES));
                    case LATENT ->
                        List.of(
                                latentModel(LatentSpec.parse("20H~30V", 2)),
                                latentModel(LatentSpec.parse("20V-20H-20H-20V", 4)));
                };
        return samples.stream().map(sample -> sample.file(kind)).toList();
    }

    @Override
    public List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        for (Sample sample : samples(kind)) {
            seeds.add(
                    form == Form.TEXTS
                            ? Archives.texts(sample.lengths.length, sample.lengths[0], sample.texts)
                            : sample.file(kind));
        }
        if (form != Form.TEXTS) {
            for (String golden : kind == Kind.MODEL
                    ? List.of("free-v1", "energy-v1", "mlp-v2", "made-v2")
                    : kind == Kind.VECTORS ? List.of("arcsm-v1", "arcsm-notes-v1") : List.<String>of()) {
                try (InputStream in =
                        Archives.class.getResourceAsStream("/org/concretescore/nn/model/" + golden + ".model")) {
                    seeds.add(in.readAllBytes());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return seeds;
    }

    @Override
    public List<String> words() {
        List<String> words = new ArrayList<>(List.of(
                "CONCRETE",
                "CONCVECT",
                "CONLATNT",
                "\0\0\0\1",
                "\177",
                "16777216",
                "16777217",
                "2147483647",
                "-1",
                "0",
                "1",
                "1000000000",
                "true",
                "false",
                "nan",
                "\n",
                "=",
                ",",
                "(",
                ")",
                "\t",
                "free",
                "tied",
                "normalised",
                "ordinal",
                "category",
                "LOG_RATIO",
                "SCORE",
                "mlp",
                "made",
                "unet",
                "arcsm",
                "mixture-made",
                "score-mlp",
                "relu",
                "silu",
                "tanh",
                "elu",
                "natural",
                "shuffled",
                "logistic",
                "gaussian",
                "hamming",
                "star",
                "H",
                "V",
                "-",
                "~"));
        samples(kind).forEach(sample -> sample.texts.keySet().forEach(name -> words.add(name + "=")));
        return words.stream().distinct().toList();
    }
}
