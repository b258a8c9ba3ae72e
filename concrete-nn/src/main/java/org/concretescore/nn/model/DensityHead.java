package org.concretescore.nn.model;

/** From the outputs of a network to log densities, and back. May be shared by several threads. */
public interface DensityHead {
    /**
     * Log densities of states.
     *
     * @param states the states, row-major
     * @param from the first state
     * @param count the number of states
     * @param outputs the network's outputs {@code [count, outputWidth]}
     * @param logDensities receives one a state, from its beginning
     */
    void logDensities(int[] states, int from, int count, float[] outputs, double[] logDensities);

    /**
     * The gradient of a weighted sum of log densities with respect to the outputs.
     *
     * @param states the states, row-major
     * @param from the first state
     * @param count the number of states
     * @param outputs the network's outputs {@code [count, outputWidth]}
     * @param weights the weight of each state, from its beginning
     * @param gradients receives {@code [count, outputWidth]}; behind that it is left as it is
     */
    void gradients(int[] states, int from, int count, float[] outputs, double[] weights, float[] gradients);

    /**
     * Adds the gradient of log densities with respect to the one-hot state while the outputs stay as they are: what the
     * network's own gradient leaves out, because the head reads the state too.
     *
     * @param from the first state
     * @param count the number of states
     * @param outputs the network's outputs {@code [count, outputWidth]}
     * @param gradients rows of one-hot inputs as in {@link org.concretescore.core.score.GradientDensity}; the rows
     *     {@code from} to {@code from + count - 1} are added to
     */
    default void addStateGradients(int from, int count, float[] outputs, double[] gradients) {}

    /**
     * The head of a network with one output, the log density itself.
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
