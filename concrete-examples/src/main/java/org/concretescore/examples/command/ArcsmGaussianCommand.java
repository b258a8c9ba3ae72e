package org.concretescore.examples.command;

import java.util.List;
import org.concretescore.examples.arcsm.ArcsmGaussian;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The arguments of {@link ArcsmGaussian}. */
@Command(
        name = "arcsm-gaussian",
        description = {
            "Reproduces Figures 1 and 2 of the autoregressive score matching paper: learns the score of a Gaussian"
                    + " N(0, sigma^2 I) by composite score matching (an arcsm) and by joint score matching in its full,"
                    + " sliced and denoising forms (a perceptron). It compares the time and memory of a step by"
                    + " dimension, and the error of the score and the variance of the loss of one data row by step.",
            "composite takes a tenth of the steps, at four times the learning rate. score-matching takes a D-th of the"
                    + " steps, because its step is D times the work.",
            "The command writes figure1.png, figure2.png (figure2-D.png for each of several dimensions) and"
                    + " report.html, and updates them after each row."
        })
final class ArcsmGaussianCommand implements ExperimentCommand {
    @Mixin
    private CommonArguments common;

    @Mixin
    private TrainingArguments training = new TrainingArguments(ArcsmGaussian.TRAINER);

    @Option(
            names = "--method",
            paramLabel = "M,M,...",
            split = ",",
            hideParamSyntax = true,
            description = "The kinds of score matching (default: ${DEFAULT-VALUE}).")
    private List<String> methods = ArcsmGaussian.METHODS;

    @Option(
            names = "--dimension",
            paramLabel = "D,D,...",
            split = ",",
            hideParamSyntax = true,
            description = "The dimensions in which models are trained (default: ${DEFAULT-VALUE}).")
    private List<Integer> dimensions = ArcsmGaussian.DIMENSIONS;

    @Option(
            names = "--step-dimension",
            paramLabel = "D,D,...",
            split = ",",
            hideParamSyntax = true,
            description = "Further dimensions in which only a step is timed (default: ${DEFAULT-VALUE}).")
    private List<Integer> stepDimensions = ArcsmGaussian.STEP_DIMENSIONS;

    @Option(
            names = "--noise",
            paramLabel = "K,K,...",
            split = ",",
            hideParamSyntax = true,
            description = "The noise of denoising score matching, in standard deviations of the data (default:"
                    + " ${DEFAULT-VALUE}).")
    private List<Double> noises = ArcsmGaussian.NOISES;

    @Option(
            names = "--sigma",
            paramLabel = "S",
            description = "The standard deviation of the data (default: ${DEFAULT-VALUE}).")
    private double sigma = ArcsmGaussian.SIGMA;

    @Override
    public CommonArguments common() {
        return common;
    }

    @Override
    public Experiment experiment() {
        ArcsmGaussian.Options options = new ArcsmGaussian.Options(
                methods,
                dimensions,
                stepDimensions,
                noises,
                sigma,
                training.options(ArcsmGaussian.TRAINER),
                common.options("arcsm-gaussian"));
        return console -> ArcsmGaussian.run(options, console);
    }
}
