package org.concretescore.examples.command;

import org.concretescore.examples.relaxed.Relaxed;
import org.concretescore.examples.relaxed.RelaxedOptions;
import org.concretescore.examples.relaxed.RelaxedTask;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Arguments of {@link Relaxed} for density estimation. */
@Command(
        name = "relaxed-vae",
        description = {
            "Table 1 of the Concrete distribution's paper: trains models with discrete latent variables on bits, by Concrete"
                    + " relaxations and by score-function estimators, and bounds their log-likelihoods on the test and"
                    + " training splits from below, in nats a row.",
            "Takes the parameters with the best bound on the validation split, unless --last; --patience stops where that no"
                    + " longer rises.",
            "Writes report.html, bounds.png, rows.csv, curves.csv, and each model with a picture of its samples, anew after"
                    + " each model."
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
