package org.concretescore.core.score;

import org.concretescore.core.space.StateSpace;

/** A log density of the free coordinates given the clamped ones. Up to a constant it is the joint density. */
public final class ConditionalDensity implements LogDensity {
    private final LogDensity density;
    private final Clamping clamping;
    private final ThreadLocal<int[][]> states = ThreadLocal.withInitial(() -> new int[1][0]);

    private ConditionalDensity(LogDensity density, Clamping clamping) {
        this.density = density;
        this.clamping = clamping;
    }

    /**
     * Conditions a density.
     *
     * @param density the density, up to a constant
     * @param clamping the coordinates that are given
     * @return the density on {@link Clamping#space}; a {@link GradientDensity} if the density is one
     * @throws IllegalArgumentException if the clamping belongs to another space
     */
    public static LogDensity of(LogDensity density, Clamping clamping) {
        clamping.requireSpace(density.space());
        ConditionalDensity conditional = new ConditionalDensity(density, clamping);
        return density instanceof GradientDensity smooth
                ? new ConditionalGradients(smooth, clamping, conditional)
                : conditional;
    }

    @Override
    public StateSpace space() {
        return clamping.space();
    }

    @Override
    public void logDensities(int[] freeStates, int count, double[] logDensities) {
        space().check(freeStates, count, "logDensities", logDensities, 1);
        int[][] full = states.get();
        int size = Math.multiplyExact(count, clamping.full().dimension());
        if (full[0].length < size) {
            full[0] = new int[size];
        }
        clamping.expand(freeStates, count, full[0]);
        density.logDensities(full[0], count, logDensities);
    }

    @Override
    public String toString() {
        return "ConditionalDensity[" + density + ", " + clamping + "]";
    }
}
