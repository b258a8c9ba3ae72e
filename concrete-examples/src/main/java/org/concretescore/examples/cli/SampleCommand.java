package org.concretescore.examples.cli;

import java.nio.file.Path;
import org.concretescore.examples.experiment.Sample;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Arguments of {@link Sample}. */
@Command(
        name = "sample",
        description = {
            "Draws samples from a model, and writes them as CSV with the columns and labels of the data it was trained on."
                    + " FILE.json beside it says how they were made.",
            "A made is sampled coordinate by coordinate: samples are exact and independent. All other models are sampled"
                    + " by Metropolis-Hastings on their graph. Unless given, burn-in and thinning are measured: exactly on up to 512 states, else by split R-hat and"
                    + " autocorrelation. If the budget ends before the chains have mixed, a line says so."
        })
final class SampleCommand implements ExperimentCommand {
    @Mixin
    private CommonArguments common;

    @Option(names = "--model", paramLabel = "FILE", required = true, description = "The model file.")
    private Path model;

    @Option(names = "-n", paramLabel = "N", required = true, description = "Number of samples.")
    private int n;

    @Option(
            names = "--sampler",
            paramLabel = "S",
            description =
                    "ancestral (made only) or mh, Metropolis-Hastings, the only one with the options below (default:"
                            + " ancestral for a made, else mh).")
    private String sampler;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "The CSV file to write (default: samples.csv in the folder of --out).")
    private Path output;

    @Option(
            names = "--chains",
            paramLabel = "N",
            description = "Number of chains (default: N/8, at most 256 or, on up to" + " 512 states, 2000).")
    private Integer chains;

    @Option(
            names = "--burn-in",
            paramLabel = "STEPS",
            description = "Steps of each chain before its first sample (default: measured).")
    private Long burnIn;

    @Option(
            names = "--thinning",
            paramLabel = "STEPS",
            description = "Steps of each chain before each of its samples (default: measured).")
    private Long thinning;

    @Option(
            names = "--budget",
            paramLabel = "STEPS",
            description =
                    "Most steps of all chains together where they are measured (default: about a minute's worth).")
    private Long budget;

    @Override
    public CommonArguments common() {
        return common;
    }

    @Override
    public Experiment experiment() {
        Sample.Options options = new Sample.Options(
                model, n, sampler, output, chains, burnIn, thinning, budget, common.options("sample"));
        return console -> Sample.run(options, console);
    }
}
