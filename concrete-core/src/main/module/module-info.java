/**
 * State spaces, neighborhood graphs, exact distributions, objectives, noise kernels and data readers. Everything in it
 * is API, so that every package is exported.
 */
module org.concretescore.core {
    requires transitive org.apache.commons.rng.api;
    requires org.apache.commons.rng.simple;
    requires org.apache.commons.rng.sampling;
    requires org.apache.commons.statistics.distribution;
    requires org.apache.commons.numbers.gamma;
    requires static transitive java.sql;

    exports org.concretescore.core.baseline;
    exports org.concretescore.core.data;
    exports org.concretescore.core.exact;
    exports org.concretescore.core.graph;
    exports org.concretescore.core.latent;
    exports org.concretescore.core.noise;
    exports org.concretescore.core.numeric;
    exports org.concretescore.core.objective;
    exports org.concretescore.core.parallel;
    exports org.concretescore.core.plane;
    exports org.concretescore.core.random;
    exports org.concretescore.core.relaxation;
    exports org.concretescore.core.score;
    exports org.concretescore.core.space;
    exports org.concretescore.core.vector;
    exports org.concretescore.core.verify;
}
