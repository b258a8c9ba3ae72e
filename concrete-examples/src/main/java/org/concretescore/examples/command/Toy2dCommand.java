package org.concretescore.examples.command;

import java.util.List;
import org.concretescore.core.objective.ObjectiveOptions;
import org.concretescore.core.score.Unit;
import org.concretescore.examples.csm.Toy2d;
import org.concretescore.examples.run.GraphSpec;
import org.concretescore.examples.run.NetworkOptions;
import org.concretescore.nn.network.Encoding;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The arguments of {@link Toy2d}. */
@Command(
        name = "toy2d",
        description = {
            "Reproduces Figure 3 of the Concrete score paper: learns a distribution of the plane, cut into bins, by"
                    + " several objectives, and computes the distance of each model from it: KL divergence (in nats)"
                    + " and total variation, exact on all states.",
            "Every model is an energy network with the last parameters of its training; there are no validations. If"
                    + " --noise is not given, dcsm uses uniform noise of level 0.05 here, and energy-discrepancy"
                    + " ordinal noise of time 20.",
            "The command writes figure3.png and report.html, and updates them after each row."
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
            description =
                    "The distribution: 2spirals, 8gaussians, circles, moons, pinwheel, swissroll or" + " checkerboard.")
    private String dataset;

    @Option(
            names = "--bins",
            paramLabel = "N",
            description = "The number of bins per side (default: " + Toy2d.BINS + ").")
    private Integer bins;

    @Option(
            names = "--gray",
            description =
                    "States are not bins but the 32 bits of a Gray code, 16 per coordinate. Training uses mini-batches"
                            + " (default: 512 rows). The result is the mean negative log-likelihood of 100,000 fresh"
                            + " draws; log Z is estimated by stratified sampling of all 2^32 states.")
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
            description = "The objectives, as for fit; each trains one model (default: ${DEFAULT-VALUE}).")
    private List<String> objectives = Toy2d.OBJECTIVES;

    @Option(
            names = "--graph",
            paramLabel = "G",
            description = "The neighborhood graph: grid, torus, hamming, star, complete or tree (default: hamming; the"
                    + " paper uses grid).")
    private String graph = Toy2d.GRAPH.text();

    @Option(
            names = "--train-samples",
            paramLabel = "N",
            description = "The number of samples to learn from (default: ${DEFAULT-VALUE}).")
    private int trainSamples = Toy2d.TRAIN_SAMPLES;

    @Option(
            names = "--encoding",
            paramLabel = "E",
            converter = Converters.Encodings.class,
            description =
                    "How the network reads a state: ordinal (one number per coordinate) or category (an embedding of"
                            + " the bins) (default: category).")
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
        ObjectiveOptions told = options.options();
        Toy2d.Options toy2d = new Toy2d.Options(
                dataset,
                gray,
                bins == null ? Toy2d.BINS : bins,
                variance,
                objectives.stream()
                        .map(name -> Toy2d.objective(name, gray, told))
                        .toList(),
                new GraphSpec(graph),
                trainSamples,
                told,
                network,
                training.options(Toy2d.trainer(gray)),
                common.options("toy2d"));
        return console -> Toy2d.run(toy2d, console);
    }
}
