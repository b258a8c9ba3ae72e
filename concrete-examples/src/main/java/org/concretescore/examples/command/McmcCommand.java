package org.concretescore.examples.command;

import java.util.List;
import org.concretescore.examples.csm.Mcmc;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The arguments of {@link Mcmc}. */
@Command(
        name = "mcmc",
        description = {
            "Compares samplers on a target whose answers are known. The result holds the effective sample size of the"
                    + " energy (for the rbm, of the number of ones) per evaluation of the model and per second, and"
                    + " the error of its mean.",
            "Every sampler evaluates rows of the score, as it would with a network: one row when a chain has moved, or"
                    + " for a proposed move. With --local, the samplers that can do so evaluate single slots instead.",
            "The command writes mcmc.png and report.html."
        })
final class McmcCommand implements ExperimentCommand {
    private static final Mcmc.Options DEFAULTS = Mcmc.Options.defaults();

    @Mixin
    private CommonArguments common;

    @Option(
            names = "--target",
            paramLabel = "T",
            description = "The target: ising, potts (three values), rbm (25 hidden units), fhmm (5 chains) or table"
                    + " (default: ${DEFAULT-VALUE}).")
    private String target = DEFAULTS.target();

    @Option(
            names = "--sampler",
            paramLabel = "S,S,...",
            split = ",",
            hideParamSyntax = true,
            description = "The samplers: mh, barker, rejection-free, gibbs, locally-balanced, path-auxiliary, gwg, dlp,"
                    + " chromatic or tempering (default: ${DEFAULT-VALUE}).")
    private List<String> samplers = DEFAULTS.samplers();

    @Option(
            names = "--size",
            paramLabel = "N",
            description =
                    "The size of the target: for ising and potts the side of the torus (default: 10; potts 6), for rbm"
                            + " the number of visible units (default: 100), for fhmm the number of times (default:"
                            + " 20), for table the number of bits (default: 10).")
    private Integer size;

    @Option(
            names = "--coupling",
            paramLabel = "K",
            description =
                    "For ising and potts, the coupling (default: critical); for rbm, the standard deviation of the"
                            + " weights (default: 0.05); for table, that of the log probabilities (default: 2).")
    private Double coupling;

    @Option(
            names = "--budget",
            paramLabel = "N",
            description = "The number of model evaluations of each sampler, of which a tenth is for burn-in; with"
                    + " --local, the number of steps of all chains (default: ${DEFAULT-VALUE}).")
    private long budget = DEFAULTS.budget();

    @Option(
            names = "--chains",
            paramLabel = "N",
            description = "The number of chains of each sampler (default:" + " ${DEFAULT-VALUE}).")
    private int chains = DEFAULTS.chains();

    @Option(names = "--local", description = "Samplers evaluate single slots instead of rows, if they can.")
    private boolean local;

    @Option(
            names = "--adapt",
            description = "A warm-up run first finds the step of dlp and the duration of path-auxiliary at which 0.574"
                    + " of the proposals are accepted, and the ladder of tempering whose neighbors exchange states at"
                    + " a rate of 0.3. The budget begins after it. Other samplers have nothing to adapt.")
    private boolean adapt;

    @Override
    public CommonArguments common() {
        return common;
    }

    @Override
    public Experiment experiment() {
        Mcmc.Options options = new Mcmc.Options(
                target, samplers, size, coupling, budget, chains, local, adapt, common.options("mcmc"));
        return console -> Mcmc.run(options, console);
    }
}
