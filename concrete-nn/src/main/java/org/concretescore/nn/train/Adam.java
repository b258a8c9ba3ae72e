package org.concretescore.nn.train;

/**
 * Adam (Kingma and Ba 2015) on a flat parameter vector, with betas 0.9 and 0.999 and epsilon 1e-8. Both moments are
 * corrected for their start at 0. Entries are independent, so threads may share the vector.
 */
public final class Adam {
    private static final float BETA1 = 0.9f;
    private static final float BETA2 = 0.999f;
    private static final float EPSILON = 1e-8f;

    private final float[] first;
    private final float[] second;
    private float rate;
    private float epsilon;

    /**
     * Starts with both moments 0.
     *
     * @param parameters the length of the flat vector
     */
    public Adam(int parameters) {
        first = new float[parameters];
        second = new float[parameters];
    }

    float[] first() {
        return first;
    }

    float[] second() {
        return second;
    }

    /**
     * Begins a step.
     *
     * @param step the number of the step, from 1
     * @param learningRate about how far a parameter moves
     */
    public void begin(int step, double learningRate) {
        double correction1 = 1 - Math.pow(BETA1, step);
        double correction2 = 1 - Math.pow(BETA2, step);
        // lr (m/c1) / (sqrt(v/c2) + eps), with the corrections taken out of the loop.
        rate = (float) (learningRate * Math.sqrt(correction2) / correction1);
        epsilon = (float) (EPSILON * Math.sqrt(correction2));
    }

    /**
     * Moves some of the parameters against the gradient, by about the learning rate.
     *
     * @param parameters the flat vector
     * @param gradient the gradient
     * @param factor the factor of the gradient
     * @param keep the factor of the parameters before the step, 1 for no weight decay
     * @param from the first entry
     * @param to the end of the entries
     */
    public void step(float[] parameters, float[] gradient, float factor, float keep, int from, int to) {
        for (int i = from; i < to; i++) {
            float g = factor * gradient[i];
            float m = BETA1 * first[i] + (1 - BETA1) * g;
            float v = BETA2 * second[i] + (1 - BETA2) * g * g;
            first[i] = m;
            second[i] = v;
            parameters[i] = keep * parameters[i] - rate * m / ((float) Math.sqrt(v) + epsilon);
        }
    }
}
