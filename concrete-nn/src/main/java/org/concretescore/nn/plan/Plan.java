package org.concretescore.nn.plan;

/**
 * A network ready to run on batches of one size. It belongs to one thread at a time: a second thread is refused while
 * the first is inside. A thread that makes or runs a plan is left with one OpenMP thread for ND4J's ops, and the
 * process with one thread of OpenBLAS, so that plans on several threads share the processor, and not single ops. The
 * parameters are those of the {@link ScoreNetwork} that made the plan.
 */
public interface Plan extends AutoCloseable {
    /**
     * Returns the number of rows of every run.
     *
     * @return the batch size
     */
    int batch();

    /**
     * Runs the forward pass.
     *
     * @param rows {@code [count, inputWidth]}, with room for at least {@code count} rows
     * @param count the number of rows to compute, at most {@link #batch}; the other rows keep their old values
     * @param outputs receives {@code [count, outputWidth]}
     * @throws IllegalArgumentException if count exceeds the batch, or an array is too short
     * @throws IllegalStateException if the plan or its network is closed, or another thread runs it
     */
    void forward(float[] rows, int count, float[] outputs);

    /**
     * Runs the backward pass to the parameters, for the last forward pass. {@link #addGradients} returns the result.
     *
     * @param outputGradients {@code [batch, outputWidth]}: the loss's derivatives with respect to the outputs, 0 in
     *     unused rows
     * @throws IllegalArgumentException if the array is too short
     * @throws IllegalStateException if the plan was not made for {@link Pass#TRAINING}, the plan or its network is
     *     closed, or another thread runs it
     */
    void backward(float[] outputGradients);

    /**
     * Adds some of the gradients of the last backward pass to a vector. Several threads may do so at once, but not
     * while a thread runs the plan.
     *
     * @param from the first parameter
     * @param to the end of the parameters
     * @param sum {@code [parameterCount]}; its entries {@code from} to {@code to - 1} are added to
     * @throws IndexOutOfBoundsException if the vector does not have such entries
     * @throws IllegalStateException if the plan was not made for {@link Pass#TRAINING}, the plan is closed, or a thread
     *     runs it
     */
    void addGradients(int from, int to, float[] sum);

    /**
     * Runs the backward pass to the parameters, for the last forward pass.
     *
     * @param outputGradients {@code [batch, outputWidth]}: the loss's derivatives with respect to the outputs, 0 in
     *     unused rows
     * @param gradients receives {@code [parameterCount]}
     * @throws IllegalArgumentException if an array is too short
     * @throws IllegalStateException if the plan was not made for {@link Pass#TRAINING}, the plan or its network is
     *     closed, or another thread runs it
     */
    void backward(float[] outputGradients, float[] gradients);

    /**
     * Runs the backward pass to the input, for the last forward pass.
     *
     * @param outputGradients {@code [batch, outputWidth]}, 0 in unused rows
     * @param inputGradients receives {@code [batch, inputWidth]}
     * @throws IllegalArgumentException if an array is too short
     * @throws IllegalStateException if the plan was not made for {@link Pass#INPUT_GRADIENT}, the plan or its network
     *     is closed, or another thread runs it
     */
    void inputGradients(float[] outputGradients, float[] inputGradients);

    /**
     * Frees the native memory. A second call does nothing.
     *
     * @throws IllegalStateException if another thread runs the plan
     */
    @Override
    void close();
}
