package org.concretescore.examples.command;

import java.util.List;
import org.concretescore.examples.relaxed.RelaxedGradients;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The arguments of {@link RelaxedGradients}. */
@Command(
        name = "relaxed-gradients",
        description = {
            "Compares estimators of the gradient of a model with " + RelaxedGradients.LATENTS
                    + " latent bits with its exact gradient, by bias and variance: Concrete relaxations by"
                    + " temperature, with the objectives (20), (21) and (22) of the paper, logistic-normal"
                    + " relaxations, straight-through, NVIL and VIMCO.",
            "The command writes report.html and gradients.png; with several numbers of --m, one gradients-M.png for"
                    + " each."
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
                    "The temperatures of the relaxations. The temperature of the prior is the same, except for the row"
                            + " that says 3/4 (default: 0.1, 0.2, 0.35, 2/3, 1, 2, 4).")
    private List<Double> temperatures = DEFAULTS.temperatures();

    @Option(
            names = "--m",
            paramLabel = "M,M,...",
            split = ",",
            hideParamSyntax = true,
            description = "The numbers of samples of the bounds, from 1 to 6 (default: ${DEFAULT-VALUE}).")
    private List<Integer> samples = DEFAULTS.samples();

    @Option(
            names = "--samples",
            paramLabel = "N",
            description = "The number of estimates of which each mean and variance is computed (default:"
                    + " ${DEFAULT-VALUE}).")
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
