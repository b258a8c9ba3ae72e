package org.concretescore.examples.command;

import java.util.List;
import org.concretescore.examples.relaxed.RelaxedGradients;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Arguments of {@link RelaxedGradients}. */
@Command(
        name = "relaxed-gradients",
        description = {
            "Bias and variance of estimators of the gradient of a model with " + RelaxedGradients.LATENTS
                    + " latent bits, against its exact gradient: Concrete relaxations by temperature, with the objectives"
                    + " (20), (21) and (22) of the paper, logistic-normal relaxations, straight-through, NVIL and VIMCO.",
            "Writes report.html and gradients.png, or with several --m gradients-M.png of each."
        })
final class RelaxedGradientsCommand implements ExperimentCommand {
    private static final RelaxedGradients.Options DEFAULTS = RelaxedGradients.Options.defaults();

    @Mixin
    private CommonArguments common;

    @Option(
            names = "--temperature",
            paramLabel = "X,X,...",
            split = ",",
            hideParamSyntax = true,
            converter = Converters.Numbers.class,
            description =
                    "Temperatures of the relaxations; the prior's are the same, but 3/4 of them in the row that says so"
                            + " (default: 0.1, 0.2, 0.35, 2/3, 1, 2, 4).")
    private List<Double> temperatures = DEFAULTS.temperatures();

    @Option(
            names = "--m",
            paramLabel = "M,M,...",
            split = ",",
            hideParamSyntax = true,
            description = "Samples of the bounds, 1 to 6 (default: ${DEFAULT-VALUE}).")
    private List<Integer> samples = DEFAULTS.samples();

    @Option(
            names = "--samples",
            paramLabel = "N",
            description = "Estimates that each mean and variance is taken of (default: ${DEFAULT-VALUE}).")
    private int draws = DEFAULTS.draws();

    @Override
    public CommonArguments common() {
        return common;
    }

    @Override
    public Experiment experiment() {
        RelaxedGradients.Options options =
                new RelaxedGradients.Options(temperatures, samples, draws, common.options("relaxed-gradients"));
        return console -> RelaxedGradients.run(options, console);
    }
}
