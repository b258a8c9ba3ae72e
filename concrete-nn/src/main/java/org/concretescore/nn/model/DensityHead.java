package org.concretescore.nn.model;

/** Computes log densities from the outputs of a network, and their gradients. Several threads may share a head. */
public interface DensityHead {
    /**
     * Computes the log densities of states.
     *
     * @param states the states, row-major
     * @param from the first state
     * @param count the number of states
     * @param outputs the network's outputs {@code [count, outputWidth]}
     * @param logDensities receives one per state, from its beginning
     */
    void logDensities(int[] states, int from, int count, float[] outputs, double[] logDensities);

    /**
     * Computes the gradient of a weighted sum of log densities with respect to the outputs.
     *
     * @param states the states, row-major
     * @param from the first state
     * @param count the number of states
     * @param outputs the network's outputs {@code [count, outputWidth]}
     * @param weights the weight of each state, from its beginning
     * @param gradients receives {@code [count, outputWidth]}; the rest is left as it is
     */
    void gradients(int[] states, int from, int count, float[] outputs, double[] weights, float[] gradients);

    /**
     * Adds the gradient of log densities with respect to the one-hot state with the outputs held fixed. The network's
     * own gradient does not contain this part, which exists because the head reads the state, too.
     *
     * @param from the first state
     * @param count the number of states
     * @param outputs the network's outputs {@code [count, outputWidth]}
     * @param gradients rows of one-hot inputs as in {@link org.concretescore.core.score.GradientDensity}; the rows
     *     {@code from} to {@code from + count - 1} are added to
     */
    default void addStateGradients(int from, int count, float[] outputs, double[] gradients) {}

    /**
     * Returns the head of a network with one output that is the log density itself.
     *
     * @return the head
     */
    static DensityHead ofEnergy() {
        return new DensityHead() {
            @Override
            public void logDensities(int[] states, int from, int count, float[] outputs, double[] logDensities) {
                for (int i = 0; i < count; i++) {
                    logDensities[i] = outputs[i];
                }
            }

            @Override
            public void gradients(
                    int[] states, int from, int count, float[] outputs, double[] weights, float[] gradients) {
                for (int i = 0; i < count; i++) {
                    gradients[i] = (float) weights[i];
                }
            }
        };
    }
}
