package org.concretescore.examples.command;

import java.util.List;
import org.concretescore.examples.arcsm.Arcsm2d;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Arguments of {@link Arcsm2d}. */
@Command(
        name = "arcsm-2d",
        description = {
            "Figure 3b of the autoregressive score matching paper: learns a distribution of the plane by an autoregressive"
                    + " model of conditional scores (arcsm), and by MADE models with N mixed logistic densities"
                    + " (made-mol-N) and maximum likelihood, and compares samples with the data: maximum mean"
                    + " discrepancy, with the mean of Gaussian kernels of widths 1/8, 1/4, 1/2, 1 and 2.",
            "Writes figure3b.png and report.html, anew after each row."
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
            description = "2spirals, 8gaussians, circles, moons, pinwheel, swissroll or checkerboard.")
    private String dataset;

    @Option(
            names = "--objective",
            paramLabel = "O",
            description = "What trains the arcsm: composite (equation 5, with noise) or composite-denoising"
                    + " (default: ${DEFAULT-VALUE}).")
    private String objective = "composite-denoising";

    @Option(
            names = "--components",
            paramLabel = "N,N,...",
            split = ",",
            hideParamSyntax = true,
            description = "How many densities each MADE mixes (default: ${DEFAULT-VALUE}).")
    private List<Integer> components = Arcsm2d.COMPONENTS;

    @Option(
            names = "--train-samples",
            paramLabel = "N",
            description = "Samples to learn from (default: ${DEFAULT-VALUE}).")
    private int trainSamples = Arcsm2d.TRAIN_SAMPLES;

    @Option(
            names = "--samples",
            paramLabel = "N",
            description = "Points of each sample that is compared (default: ${DEFAULT-VALUE}).")
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
