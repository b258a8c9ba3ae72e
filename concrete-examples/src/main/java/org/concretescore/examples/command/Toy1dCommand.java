package org.concretescore.examples.command;

import java.nio.file.Path;
import org.concretescore.core.objective.ObjectiveOptions;
import org.concretescore.core.score.Unit;
import org.concretescore.examples.csm.Toy1d;
import org.concretescore.examples.run.Checks;
import org.concretescore.examples.run.GraphSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The arguments of {@link Toy1d}. */
@Command(
        name = "toy1d",
        description = {
            "Reproduces Figure 2 of the Concrete score paper: learns a distribution on one coordinate from samples,"
                    + " then draws samples of it by Metropolis-Hastings and, on a ring or a path, by Langevin dynamics"
                    + " and denoising.",
            "The command writes figure2.png and report.html. In the result, tv_... are total variation distances from"
                    + " the true distribution; tv_floor is the expected distance of as many independent draws."
        })
final class Toy1dCommand implements ExperimentCommand {
    private final Toy1d.Options defaults = Toy1d.Options.defaults();

    @Mixin
    private CommonArguments common;

    @Option(
            names = "--pmf",
            paramLabel = "FILE",
            description = "A file with the distribution: one weight per line, at least 2 (default: 16 categories as in"
                    + " the paper).")
    private Path pmf;

    @Option(
            names = "--graph",
            paramLabel = "G",
            description = "The neighborhood graph: grid, torus, hamming, unmask, cycle, cycle-forward, chain, star,"
                    + " complete or tree (default: cycle).")
    private String graph = defaults.graph().text();

    @Option(
            names = "--objective",
            paramLabel = "O",
            description = "The objective: csm, score-entropy, ratio, logistic"
                    + " or mpf, or one of these with the ending -mc (default: csm).")
    private String objective = defaults.objective().name();

    @Option(
            names = "--train-samples",
            paramLabel = "N",
            description = "The number of samples to learn from (default:" + " 100000).")
    private int trainSamples = defaults.trainSamples();

    @Option(names = "--samples", paramLabel = "N", description = "The number of samples to draw (default: 100000).")
    private int samples = defaults.samples();

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "The number of training steps (default:" + " ${DEFAULT-VALUE}).")
    private int steps = defaults.steps();

    @Override
    public CommonArguments common() {
        return common;
    }

    @Override
    public Experiment experiment() {
        Toy1d.Options options = new Toy1d.Options(
                pmf,
                new GraphSpec(graph),
                Checks.objective("--objective", objective, Unit.LOG_RATIO, ObjectiveOptions.defaults()),
                trainSamples,
                samples,
                steps,
                common.options("toy1d"));
        return console -> Toy1d.run(options, console);
    }
}
