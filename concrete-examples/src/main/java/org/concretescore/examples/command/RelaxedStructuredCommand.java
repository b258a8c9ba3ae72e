package org.concretescore.examples.command;

import org.concretescore.examples.relaxed.Relaxed;
import org.concretescore.examples.relaxed.RelaxedOptions;
import org.concretescore.examples.relaxed.RelaxedTask;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The arguments of {@link Relaxed} for structured prediction. */
@Command(
        name = "relaxed-structured",
        description = {
            "Reproduces Figure 4 of the Concrete distribution's paper: predicts the last bits of a row given the first"
                    + " (the lower half of an image given the upper half) through discrete latent variables, and"
                    + " computes a lower bound of the log-likelihood, in nats per row. --sweep compares the relaxed"
                    + " and the discrete graph by temperature.",
            "A model has the parameters with the best bound on the validation split, unless --last is given. --patience"
                    + " stops a training whose bound no longer rises.",
            "The command writes report.html, bounds.png, rows.csv, curves.csv, with --sweep temperatures.png, and each"
                    + " model with a picture of its completions. It updates the files after each model."
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
