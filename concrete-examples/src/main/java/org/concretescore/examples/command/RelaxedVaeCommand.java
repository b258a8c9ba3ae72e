package org.concretescore.examples.command;

import org.concretescore.examples.relaxed.Relaxed;
import org.concretescore.examples.relaxed.RelaxedOptions;
import org.concretescore.examples.relaxed.RelaxedTask;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The arguments of {@link Relaxed} for density estimation. */
@Command(
        name = "relaxed-vae",
        description = {
            "Reproduces Table 1 of the Concrete distribution's paper: trains models with discrete latent variables on"
                    + " bits, by Concrete relaxations and by score-function estimators, and computes lower bounds of"
                    + " their log-likelihoods on the test and training splits, in nats per row.",
            "A model has the parameters with the best bound on the validation split, unless --last is given. --patience"
                    + " stops a training whose bound no longer rises.",
            "The command writes report.html, bounds.png, rows.csv, curves.csv, and each model with a picture of its"
                    + " samples. It updates the files after each model."
        })
final class RelaxedVaeCommand implements ExperimentCommand {
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
        RelaxedOptions options = arguments.options(RelaxedTask.VAE, common);
        return console -> Relaxed.run(options, console);
    }
}
