package org.concretescore.nn.latent;

/**
 * The temperatures of relaxed nodes (equation 28), fixed while a model is trained.
 *
 * @param posterior lambda 1, the temperature of the drawn nodes; the only one in structured prediction
 * @param prior lambda 2, the temperature of the prior that they are compared with
 */
public record Temperatures(double posterior, double prior) {
    /** The smallest temperature at which the densities are accurate in double precision. */
    public static final double LEAST = 1e-3;
    /** The largest temperature at which the densities are accurate in double precision. */
    public static final double MOST = 1e3;

    /**
     * Checks the ranges.
     *
     * @param posterior lambda 1
     * @param prior lambda 2
     * @throws IllegalArgumentException if one is not in the range of the densities, from 1e-3 to 1e3
     */
    public Temperatures {
        check("posterior temperature", posterior);
        check("prior temperature", prior);
    }

    private static void check(String name, double value) {
        if (!(value >= LEAST && value <= MOST)) {
            throw new IllegalArgumentException(name + " must be from 1e-3 to 1e3, was " + value);
        }
    }

    /**
     * Returns the paper's choice (appendix D.5): 2/3 and 1/2 for binary nodes, 1 and 2/3 for 4-ary nodes, 2/3 and 2/5
     * for 8-ary nodes. The paper does not name any for 16-ary nodes, which get those of 8-ary nodes.
     *
     * @param arity the number of states of a node
     * @return the temperatures
     */
    public static Temperatures forArity(int arity) {
        return switch (arity) {
            case 2 -> new Temperatures(2.0 / 3, 1.0 / 2);
            case 4 -> new Temperatures(1, 2.0 / 3);
            default -> new Temperatures(2.0 / 3, 2.0 / 5);
        };
    }
}
