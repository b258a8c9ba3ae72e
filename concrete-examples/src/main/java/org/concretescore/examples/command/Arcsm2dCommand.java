package org.concretescore.examples.command;

import java.util.List;
import org.concretescore.examples.arcsm.Arcsm2d;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The arguments of {@link Arcsm2d}. */
@Command(
        name = "arcsm-2d",
        description = {
            "Reproduces Figure 3b of the autoregressive score matching paper: learns a distribution of the plane by an"
                    + " autoregressive model of conditional scores (arcsm), and by MADE models with mixtures of N"
                    + " logistic densities (made-mol-N) and maximum likelihood. It compares samples with the data by"
                    + " the maximum mean discrepancy; the kernel is the mean of Gaussian kernels of widths 1/8, 1/4,"
                    + " 1/2, 1 and 2.",
            "The command writes figure3b.png and report.html, and updates them after each row."
        })
final class Arcsm2dCommand implements ExperimentCommand {
    @Mixin
    private CommonArguments common;

    @Mixin
    private TrainingArguments training = new TrainingArguments(Arcsm2d.TRAINER);

    @Option(
            names = "--dataset",
            paramLabel = "D",
            required = true,
            description =
                    "The distribution: 2spirals, 8gaussians, circles, moons, pinwheel, swissroll or" + " checkerboard.")
    private String dataset;

    @Option(
            names = "--objective",
            paramLabel = "O",
            description = "The objective of the arcsm: composite (equation 5, with noise) or composite-denoising"
                    + " (default: ${DEFAULT-VALUE}).")
    private String objective = "composite-denoising";

    @Option(
            names = "--components",
            paramLabel = "N,N,...",
            split = ",",
            hideParamSyntax = true,
            description = "The number of densities in the mixture of each MADE (default: ${DEFAULT-VALUE}).")
    private List<Integer> components = Arcsm2d.COMPONENTS;

    @Option(
            names = "--train-samples",
            paramLabel = "N",
            description = "The number of samples to learn from (default: ${DEFAULT-VALUE}).")
    private int trainSamples = Arcsm2d.TRAIN_SAMPLES;

    @Option(
            names = "--samples",
            paramLabel = "N",
            description = "The number of points in each sample that is compared (default: ${DEFAULT-VALUE}).")
    private int samples = Arcsm2d.SAMPLES;

    @Override
    public CommonArguments common() {
        return common;
    }

    @Override
    public Experiment experiment() {
        Arcsm2d.Options options = new Arcsm2d.Options(
                dataset,
                objective,
                components,
                trainSamples,
                samples,
                training.options(Arcsm2d.TRAINER),
                common.options("arcsm-2d"));
        return console -> Arcsm2d.run(options, console);
    }
}
