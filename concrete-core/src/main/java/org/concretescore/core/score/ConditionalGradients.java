package org.concretescore.core.score;

import org.concretescore.core.space.StateSpace;

/** A conditioned density with gradients, which are those of the free coordinates' inputs. */
record ConditionalGradients(GradientDensity density, Clamping clamping, LogDensity conditional)
        implements GradientDensity {
    @Override
    public StateSpace space() {
        return conditional.space();
    }

    @Override
    public void logDensities(int[] states, int count, double[] logDensities) {
        conditional.logDensities(states, count, logDensities);
    }

    @Override
    public void gradients(int[] states, int count, double[] logDensities, double[] gradients) {
        space().check(states, count, "gradients", gradients, GradientDensity.inputs(space()));
        StateSpace full = clamping.full();
        int width = GradientDensity.inputs(full);
        int[] fullStates = new int[Math.multiplyExact(count, full.dimension())];
        double[] fullGradients = new double[Math.multiplyExact(count, width)];
        clamping.expand(states, count, fullStates);
        density.gradients(fullStates, count, logDensities, fullGradients);
        int[] free = clamping.free();
        int out = 0;
        for (int row = 0; row < count; row++) {
            int in = row * width;
            int i = 0;
            for (int d = 0; d < full.dimension(); d++) {
                int inputs = full.cardinality(d);
                if (i < free.length && free[i] == d) {
                    System.arraycopy(fullGradients, in, gradients, out, inputs);
                    out += inputs;
                    i++;
                }
                in += inputs;
            }
        }
    }

    @Override
    public String toString() {
        return conditional.toString();
    }
}
