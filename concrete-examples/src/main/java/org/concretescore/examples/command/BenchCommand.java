package org.concretescore.examples.command;

import java.util.List;
import org.concretescore.examples.bench.Bench;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The arguments of {@link Bench}. */
@Command(
        name = "bench",
        description = {
            "Times training steps and forward passes of the networks on this machine, in microseconds per call"
                    + " (medians), and measures the rate of matrix products.",
            "docs/performance.md says what each number is, and how long PyTorch takes for the same work."
        })
final class BenchCommand implements ExperimentCommand {
    @Mixin
    private CommonArguments common;

    @Option(
            names = "--work",
            paramLabel = "W,W,...",
            split = ",",
            hideParamSyntax = true,
            description = "The work that is timed: mlp, mlp-wide, made, made-sample, unet, sgemm, csm, csm-mc (default:"
                    + " all).")
    private List<String> work = Bench.WORK;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "The number of threads that share a batch (default: one per processor).")
    private int threads = Bench.Options.defaults().threads();

    @Option(
            names = "--seconds-each",
            paramLabel = "X",
            description = "The time for which each number is measured, in seconds (default: ${DEFAULT-VALUE}).")
    private double secondsEach = Bench.Options.defaults().secondsEach();

    @Override
    public CommonArguments common() {
        return common;
    }

    @Override
    public Experiment experiment() {
        Bench.Options options = new Bench.Options(work, threads, secondsEach, common.options("bench"));
        return console -> Bench.run(options, console);
    }
}
