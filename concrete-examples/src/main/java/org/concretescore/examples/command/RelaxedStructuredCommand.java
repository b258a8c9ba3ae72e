package org.concretescore.examples.command;

import org.concretescore.examples.relaxed.Relaxed;
import org.concretescore.examples.relaxed.RelaxedOptions;
import org.concretescore.examples.relaxed.RelaxedTask;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Arguments of {@link Relaxed} for structured prediction. */
@Command(
        name = "relaxed-structured",
        description = {
            "Figure 4 of the Concrete distribution's paper: predicts the last bits of a row given the first, the lower half"
                    + " of an image given the upper, through discrete latent variables, and bounds the log-likelihood from"
                    + " below, in nats a row. --sweep compares relaxed and discrete graph by temperature.",
            "Takes the parameters with the best bound on the validation split, unless --last; --patience stops where that no"
                    + " longer rises.",
            "Writes report.html, bounds.png, rows.csv, curves.csv, with --sweep temperatures.png, and each model with a"
                    + " picture of its completions, anew after each model."
        })
final class RelaxedStructuredCommand implements ExperimentCommand {
    @Mixin
    private CommonArguments common;

    @Mixin
    private RelaxedArguments arguments;

    @Override
    public CommonArguments common() {
        return common;
    }

    @Override
    public Experiment experiment() {
        RelaxedOptions options = arguments.options(RelaxedTask.STRUCTURED, common);
        return console -> Relaxed.run(options, console);
    }
}
