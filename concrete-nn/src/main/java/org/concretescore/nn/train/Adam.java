package org.concretescore.nn.train;

/**
 * Adam (Kingma and Ba 2015) on a flat parameter vector: betas 0.9 and 0.999, epsilon 1e-8, both moments corrected for
 * their start at 0.
 */
final class Adam {
    private static final float BETA1 = 0.9f;
    private static final float BETA2 = 0.999f;
    private static final float EPSILON = 1e-8f;

    private final float[] first;
    private final float[] second;
    private int steps;

    Adam(int parameters) {
        first = new float[parameters];
        second = new float[parameters];
    }

    /** Moves the parameters against the gradient times a factor, by about the learning rate. */
    void step(float[] parameters, float[] gradient, float factor, double learningRate) {
        steps++;
        double correction1 = 1 - Math.pow(BETA1, steps);
        double correction2 = 1 - Math.pow(BETA2, steps);
        // lr (m/c1) / (sqrt(v/c2) + eps) with the corrections drawn out of the loop.
        float rate = (float) (learningRate * Math.sqrt(correction2) / correction1);
        float epsilon = (float) (EPSILON * Math.sqrt(correction2));
        for (int i = 0; i < parameters.length; i++) {
            float g = factor * gradient[i];
            float m = BETA1 * first[i] + (1 - BETA1) * g;
            float v = BETA2 * second[i] + (1 - BETA2) * g * g;
            first[i] = m;
            second[i] = v;
            parameters[i] -= rate * m / ((float) Math.sqrt(v) + epsilon);
        }
    }
}
