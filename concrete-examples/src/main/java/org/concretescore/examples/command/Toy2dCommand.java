package org.concretescore.examples.command;

import java.util.List;
import org.concretescore.core.score.Unit;
import org.concretescore.examples.csm.Toy2d;
import org.concretescore.examples.run.NetworkOptions;
import org.concretescore.nn.network.Encoding;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Arguments of {@link Toy2d}. */
@Command(
        name = "toy2d",
        description = {
            "Figure 3 of the Concrete score paper: learns a distribution of the plane, cut into bins, by several objectives,"
                    + " and computes how far each model is from it: KL divergence (nats) and total variation, exact on"
                    + " all states.",
            "Every model is an energy network and has its last parameters: nothing is validated. Without --noise, dcsm"
                    + " takes uniform noise of level 0.05 here, and energy-discrepancy ordinal noise of time 20.",
            "Writes figure3.png and report.html, anew after each row."
        })
final class Toy2dCommand implements ExperimentCommand {
    @Mixin
    private CommonArguments common;

    @Mixin
    private LayerArguments layers;

    @Mixin
    private TrainingArguments training = new TrainingArguments(Toy2d.trainer(false));

    @Mixin
    private ObjectiveArguments options = new ObjectiveArguments(Toy2d.OBJECTIVE_OPTIONS);

    @Option(
            names = "--dataset",
            paramLabel = "D",
            required = true,
            description = "2spirals, 8gaussians, circles, moons, pinwheel, swissroll or checkerboard.")
    private String dataset;

    @Option(names = "--bins", paramLabel = "N", description = "Bins a side (default: " + Toy2d.BINS + ").")
    private Integer bins;

    @Option(
            names = "--gray",
            description =
                    "Instead of bins, the 32 bits of the set's Gray code, 16 a coordinate; trained by mini-batches"
                            + " (default: 512 rows). A model is judged by the mean negative log-likelihood of 100,000 fresh"
                            + " draws, with log Z by stratified sampling of all 2^32 states.")
    private boolean gray;

    @Option(
            names = "--variance",
            description = "Measures, at each trained model, the variance of the loss and of its gradient when they are"
                    + " estimated from one data row, by the sum over all neighbors and by 1, 2 and 4 sampled ones.")
    private boolean variance;

    @Option(
            names = "--objective",
            paramLabel = "O,O,...",
            split = ",",
            hideParamSyntax = true,
            description = "Objectives, as for fit (default: ${DEFAULT-VALUE}).")
    private List<String> objectives = Toy2d.OBJECTIVES;

    @Option(
            names = "--graph",
            paramLabel = "G",
            description = "Neighborhood graph: grid, torus, hamming, star, complete, tree (default:"
                    + " hamming; the paper has grid).")
    private String graph = Toy2d.GRAPH;

    @Option(
            names = "--train-samples",
            paramLabel = "N",
            description = "Samples to learn from (default: ${DEFAULT-VALUE}).")
    private int trainSamples = Toy2d.TRAIN_SAMPLES;

    @Option(
            names = "--encoding",
            paramLabel = "E",
            converter = Converters.Encodings.class,
            description =
                    "ordinal (one number a coordinate) or category (an embedding of the bins) (default: category).")
    private Encoding encoding = Toy2d.ENCODING;

    @Override
    public CommonArguments common() {
        return common;
    }

    @Override
    public Experiment experiment() {
        NetworkOptions network =
                Toy2d.network(gray, layers.options(NetworkOptions.Model.ENERGY, encoding, Unit.LOG_RATIO, null, 0));
        if (gray && bins != null) {
            throw new IllegalArgumentException("--bins must be absent with --gray, was " + bins);
        }
        Toy2d.Options toy2d = new Toy2d.Options(
                dataset,
                gray,
                bins == null ? Toy2d.BINS : bins,
                variance,
                objectives,
                graph,
                trainSamples,
                options.options(),
                network,
                training.options(Toy2d.trainer(gray)),
                common.options("toy2d"));
        return console -> Toy2d.run(toy2d, console);
    }
}
