package org.concretescore.examples.command;

import java.nio.file.Path;
import org.concretescore.examples.csm.Toy1d;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Arguments of {@link Toy1d}. */
@Command(
        name = "toy1d",
        description = {
            "Figure 2 of the Concrete score paper: learns a distribution on one coordinate from samples, then draws"
                    + " samples of it by Metropolis-Hastings and, on a ring or a path, by Langevin dynamics and denoising.",
            "Writes figure2.png and report.html. In the result, tv_... are total variation distances from the true"
                    + " distribution; tv_floor is what as many independent draws are expected to have."
        })
final class Toy1dCommand implements ExperimentCommand {
    private final Toy1d.Options defaults = Toy1d.Options.defaults();

    @Mixin
    private CommonArguments common;

    @Option(
            names = "--pmf",
            paramLabel = "FILE",
            description = "The distribution: one weight a line, at least 2 (default: 16 categories like the paper's).")
    private Path pmf;

    @Option(
            names = "--graph",
            paramLabel = "G",
            description = "Neighborhood graph: grid, torus, hamming, unmask, cycle, cycle-forward, chain, star,"
                    + " complete, tree (default: cycle).")
    private String graph = defaults.graph();

    @Option(names = "--objective", paramLabel = "O", description = "csm, csm-mc, ratio or ratio-mc (default: csm).")
    private String objective = defaults.objective();

    @Option(names = "--train-samples", paramLabel = "N", description = "Samples to learn from (default: 100000).")
    private int trainSamples = defaults.trainSamples();

    @Option(names = "--samples", paramLabel = "N", description = "Samples to draw (default: 100000).")
    private int samples = defaults.samples();

    @Option(names = "--steps", paramLabel = "N", description = "Training steps (default: ${DEFAULT-VALUE}).")
    private int steps = defaults.steps();

    @Override
    public CommonArguments common() {
        return common;
    }

    @Override
    public Experiment experiment() {
        Toy1d.Options options =
                new Toy1d.Options(pmf, graph, objective, trainSamples, samples, steps, common.options("toy1d"));
        return console -> Toy1d.run(options, console);
    }
}
