package org.concretescore.examples.command;

import java.nio.file.Path;
import org.concretescore.examples.run.Sample;
import org.concretescore.examples.run.SampleVectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Arguments of {@link Sample}. */
@Command(
        name = "sample",
        description = {
            "Draws samples from a model, and writes them as CSV with the columns and labels of the data it was trained on."
                    + " FILE.json beside it says how they were made.",
            "A made is sampled coordinate by coordinate: samples are exact and independent. All other models are sampled"
                    + " by chains on their graph. Unless given, burn-in and thinning are measured: exactly on up to 512"
                    + " states, else by R-hat and autocorrelation. If the budget ends before the chains have mixed, a line"
                    + " says so.",
            "With --given, the missing values of rows are drawn, each row's given its other values.",
            "An arcsm, a model of real numbers, is sampled by annealed Langevin dynamics: samples are independent, and of"
                    + " the options below -n and --output mean something."
        })
final class SampleCommand implements ExperimentCommand {
    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonArguments common;

    @Option(names = "--model", paramLabel = "FILE", required = true, description = "The model file.")
    private Path model;

    @Option(
            names = "-n",
            paramLabel = "N",
            required = true,
            description = "Number of samples; with --given, for each row.")
    private int n;

    @StatesOnly
    @Option(
            names = "--sampler",
            paramLabel = "S",
            description =
                    "ancestral (made only), mh, barker, rejection-free, gibbs (hamming, or grid and torus on bits),"
                            + " locally-balanced, path-auxiliary (energy and made), gwg (models with gradients), dlp or"
                            + " chromatic, tempering (energy and made). All but ancestral have the options below (default: ancestral for a"
                            + " made, else mh; with --given gibbs where it can, else mh).")
    private String sampler;

    @StatesOnly
    @Option(
            names = "--given",
            paramLabel = "FILE",
            description =
                    "CSV with the model's columns, - for standard input, whose empty fields are drawn given the row's other fields: all"
                            + " samples of the first row come first. Needs the graph grid, torus or hamming.")
    private Path given;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "The file to write: CSV, or where its name ends with .npy an array of NumPy, with numbers in"
                    + " place of labels; - for CSV on standard output, and the result on"
                    + " stderr (default: samples.csv in the folder of --out).")
    private Path output;

    @StatesOnly
    @Option(
            names = "--chains",
            paramLabel = "N",
            description =
                    "Number of chains (default: N/8, at most 256 or, on up to 512 states, 2000, and above 512 states and without --burn-in no more than the budget gives 128 steps each; at least 4).")
    private Integer chains;

    @StatesOnly
    @Option(
            names = "--burn-in",
            paramLabel = "STEPS",
            description = "Steps of each chain before its first sample (default: measured).")
    private Long burnIn;

    @StatesOnly
    @Option(
            names = "--thinning",
            paramLabel = "STEPS",
            description = "Steps of each chain before each of its samples (default: measured).")
    private Long thinning;

    @StatesOnly
    @Option(
            names = "--budget",
            paramLabel = "STEPS",
            description =
                    "Most steps of all chains together, of a row of --given, where they are measured; --burn-in must leave"
                            + " room (default: about a minute's worth for all rows).")
    private Long budget;

    @StatesOnly
    @Option(
            names = "--adapt",
            description = "First find the step of dlp or the duration of path-auxiliary at which 0.574 of the proposals"
                    + " are accepted, or the ladder of tempering whose neighbors exchange at a rate of 0.3, in a warm-up of"
                    + " its own, about a minute's worth at most, but of tempering at least 120 steps. Other"
                    + " samplers have nothing to adapt.")
    private boolean adapt;

    @Override
    public CommonArguments common() {
        return common;
    }

    @Override
    public Experiment experiment() {
        if (VectorArguments.areOf(model)) {
            VectorArguments.require(spec);
            SampleVectors.Options options = new SampleVectors.Options(model, n, output, common.options("sample"));
            return console -> SampleVectors.run(options, console);
        }
        Sample.Options options = new Sample.Options(
                model, n, sampler, given, output, chains, burnIn, thinning, budget, adapt, common.options("sample"));
        return console -> Sample.run(options, console);
    }
}
