package org.concretescore.examples.command;

import java.util.List;
import org.concretescore.examples.csm.Mcmc;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Arguments of {@link Mcmc}. */
@Command(
        name = "mcmc",
        description = {
            "Compares samplers on a target whose answers are known: effective samples of the energy (for the rbm, of the"
                    + " number of ones) an evaluation of the model and a second, and the error of its mean.",
            "Every sampler goes by rows of the score, as it would with a network; a row is evaluated when a chain has moved,"
                    + " or is proposed to. With --local, samplers that can ask for single slots instead.",
            "Writes mcmc.png and report.html."
        })
final class McmcCommand implements ExperimentCommand {
    private static final Mcmc.Options DEFAULTS = Mcmc.Options.defaults();

    @Mixin
    private CommonArguments common;

    @Option(
            names = "--target",
            paramLabel = "T",
            description = "ising, potts (three values), rbm (25 hidden units), fhmm (5 chains) or table (default:"
                    + " ${DEFAULT-VALUE}).")
    private String target = DEFAULTS.target();

    @Option(
            names = "--sampler",
            paramLabel = "S,S,...",
            split = ",",
            hideParamSyntax = true,
            description =
                    "mh, barker, rejection-free, gibbs, locally-balanced, path-auxiliary, gwg, dlp, chromatic, tempering (default:"
                            + " ${DEFAULT-VALUE}).")
    private List<String> samplers = DEFAULTS.samplers();

    @Option(
            names = "--size",
            paramLabel = "N",
            description =
                    "Side of the torus (default: 10; potts 6), visible units (100), times (20), or bits of the table"
                            + " (10).")
    private Integer size;

    @Option(
            names = "--coupling",
            paramLabel = "K",
            description =
                    "Coupling of the torus (default: critical), standard deviation of the rbm's weights (0.05) or of"
                            + " the table's log probabilities (2).")
    private Double coupling;

    @Option(
            names = "--budget",
            paramLabel = "N",
            description = "Model evaluations of each sampler, a tenth of them for burn-in; with --local steps of all"
                    + " chains (default: ${DEFAULT-VALUE}).")
    private long budget = DEFAULTS.budget();

    @Option(names = "--chains", paramLabel = "N", description = "Chains of each sampler (default: ${DEFAULT-VALUE}).")
    private int chains = DEFAULTS.chains();

    @Option(names = "--local", description = "Let samplers ask for single slots instead of rows.")
    private boolean local;

    @Option(
            names = "--adapt",
            description = "First find the step of dlp and the duration of path-auxiliary at which 0.574 of the"
                    + " proposals are accepted, and the ladder of tempering whose neighbors exchange at a rate of 0.3,"
                    + " in a warm-up of its own; the budget begins after it. Other samplers have nothing to adapt.")
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
