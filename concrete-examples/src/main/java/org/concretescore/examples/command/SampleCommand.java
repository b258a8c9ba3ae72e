package org.concretescore.examples.command;

import java.nio.file.Path;
import org.concretescore.examples.run.Sample;
import org.concretescore.examples.run.SampleVectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The arguments of {@link Sample}. */
@Command(
        name = "sample",
        description = {
            "Draws samples from a model, and writes them as CSV with the columns and labels of the data that the model"
                    + " was trained on. FILE.json beside the file says how they were made.",
            "A made is sampled column by column, and the samples are exact and independent. All other models are"
                    + " sampled by chains on their graph. If burn-in and thinning are not given, they are measured:"
                    + " exactly on up to 512 states, else by R-hat and autocorrelation. If the budget ends before the"
                    + " chains have mixed, a line says so.",
            "With --given, the command draws the missing values of each row given its other values.",
            "An arcsm, a model of real numbers, is sampled by annealed Langevin dynamics, and the samples are"
                    + " independent. Of the options below, only --model, -n, --output and the common options apply to"
                    + " it."
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
            description = "The number of samples; with --given, for each row.")
    private int n;

    @StatesOnly
    @Option(
            names = "--sampler",
            paramLabel = "S",
            description =
                    "The sampler: ancestral (only for made), mh, barker, rejection-free, gibbs (on the graph hamming,"
                            + " or on grid and torus of bits), locally-balanced, path-auxiliary (energy and made), gwg"
                            + " (models with gradients), dlp, chromatic or tempering (energy and made). The options"
                            + " for chains below apply to all of them except ancestral (default: ancestral for a made,"
                            + " else mh; with --given gibbs if the graph allows it, else mh).")
    private String sampler;

    @StatesOnly
    @Option(
            names = "--given",
            paramLabel = "FILE",
            description =
                    "A CSV file with the columns of the model, or - for standard input. Its empty fields are drawn"
                            + " given the other fields of the row; all samples of the first row come first. The model"
                            + " must have the graph grid, torus or hamming.")
    private Path given;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "The file to write: an array of NumPy, with numbers instead of labels, if its name ends with"
                    + " .npy, else CSV. With -, the CSV goes to standard output and the result to stderr (default:"
                    + " samples.csv in the folder of --out).")
    private Path output;

    @StatesOnly
    @Option(
            names = "--chains",
            paramLabel = "N",
            description =
                    "The number of chains (default: N/8, but at least 4 and at most 256, or at most 2000 on up to 512"
                            + " states; if burn-in is measured on more states, the budget must allow each chain 128"
                            + " steps).")
    private Integer chains;

    @StatesOnly
    @Option(
            names = "--burn-in",
            paramLabel = "STEPS",
            description = "The number of steps of each chain before its first sample (default: measured).")
    private Long burnIn;

    @StatesOnly
    @Option(
            names = "--thinning",
            paramLabel = "STEPS",
            description = "The number of steps of each chain before each of its samples (default: measured).")
    private Long thinning;

    @StatesOnly
    @Option(
            names = "--budget",
            paramLabel = "STEPS",
            description =
                    "The largest number of steps of all chains together, with --given for each row. It limits what is"
                            + " measured, and must be larger than --burn-in requires (default: the steps of about a"
                            + " minute, for all rows together).")
    private Long budget;

    @StatesOnly
    @Option(
            names = "--adapt",
            description = "A warm-up run first finds the step of dlp or the duration of path-auxiliary at which 0.574"
                    + " of the proposals are accepted, or the ladder of tempering whose neighbors exchange states at a"
                    + " rate of 0.3. It takes about a minute at most, but at least 120 steps of tempering. Other"
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
