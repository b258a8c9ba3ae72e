package org.concretescore.examples.csm;

import java.util.List;
import org.concretescore.core.exact.FactorialHmm;
import org.concretescore.core.exact.Ising;
import org.concretescore.core.exact.Potts;
import org.concretescore.core.exact.RandomTable;
import org.concretescore.core.exact.Rbm;
import org.concretescore.core.exact.Target;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.space.StateSpace;
import org.concretescore.examples.run.UsageException;

/** The targets with known answers, by the names that they have on the command line. */
final class McmcTarget {
    static final List<String> NAMES = List.of("ising", "potts", "rbm", "fhmm", "table");

    /** The coupling at which an Ising torus has its phase transition. */
    private static final double CRITICAL_ISING = Math.log(1 + Math.sqrt(2)) / 2;

    /** The coupling at which a Potts torus of three values has its phase transition. */
    private static final double CRITICAL_POTTS = Math.log(1 + Math.sqrt(3));

    private static final int POTTS_VALUES = 3;
    private static final int HIDDEN = 25;
    private static final double RBM_WEIGHTS = 0.05;
    private static final double RBM_BIASES = 1;
    private static final int HMM_CHAINS = 5;
    private static final double HMM_NOISE = 0.5;
    private static final double HMM_STAY = 0.9;
    private static final double TABLE_DEVIATION = 2;

    private McmcTarget() {}

    /**
     * Returns a target.
     *
     * @param name one of {@link #NAMES}
     * @param size the side of a torus, or the number of visible units, times, or bits of a table; null stands for the
     *     default
     * @param coupling the coupling of a torus, or the standard deviation of an RBM's weights or of a table's
     *     logarithms; null stands for the default
     * @param streams the random streams, which draw random parameters
     * @return the target
     * @throws UsageException if the target can't have this size or coupling
     */
    static Target of(String name, Integer size, Double coupling, RandomStreams streams) {
        try {
            return switch (name) {
                case "ising" -> {
                    int side = or(size, 10);
                    yield Ising.of(side, side, or(coupling, CRITICAL_ISING));
                }
                case "potts" -> {
                    int side = or(size, 6);
                    yield Potts.of(side, side, POTTS_VALUES, or(coupling, CRITICAL_POTTS));
                }
                case "rbm" ->
                    Rbm.random(or(size, 100), HIDDEN, or(coupling, RBM_WEIGHTS), RBM_BIASES, streams.stream("target"));
                case "fhmm" -> {
                    if (coupling != null) {
                        throw new IllegalArgumentException("the target has no coupling; leave --coupling out");
                    }
                    yield FactorialHmm.random(HMM_CHAINS, or(size, 20), HMM_NOISE, HMM_STAY, streams.stream("target"));
                }
                case "table" ->
                    RandomTable.of(
                            Graphs.hamming(StateSpace.binary(or(size, 10))),
                            or(coupling, TABLE_DEVIATION),
                            streams.stream("target"));
                default -> throw new IllegalArgumentException("must be one of " + String.join(", ", NAMES));
            };
        } catch (IllegalArgumentException e) {
            throw new UsageException(
                    "--target " + name + (size == null ? "" : " --size " + size)
                            + (coupling == null ? "" : " --coupling " + coupling) + ": " + e.getMessage(),
                    e);
        }
    }

    private static int or(Integer given, int otherwise) {
        return given == null ? otherwise : given;
    }

    private static double or(Double given, double otherwise) {
        return given == null ? otherwise : given;
    }
}
