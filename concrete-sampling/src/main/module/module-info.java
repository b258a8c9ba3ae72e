/** Markov chains that need only ratios between neighbors, and their diagnostics. */
module org.concretescore.sampling {
    requires transitive org.concretescore.core;
    requires org.apache.commons.rng.core;
    requires org.apache.commons.rng.sampling;
    requires org.apache.commons.statistics.distribution;

    exports org.concretescore.sampling.adaptation;
    exports org.concretescore.sampling.annealing;
    exports org.concretescore.sampling.chain;
    exports org.concretescore.sampling.denoising;
    exports org.concretescore.sampling.diagnostics;
    exports org.concretescore.sampling.file;
    exports org.concretescore.sampling.informed;
    exports org.concretescore.sampling.langevin;
    exports org.concretescore.sampling.measured;
    exports org.concretescore.sampling.relaxation;
    exports org.concretescore.sampling.tempering;
    exports org.concretescore.sampling.verify;
}
