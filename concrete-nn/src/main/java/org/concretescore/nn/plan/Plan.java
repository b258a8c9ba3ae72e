package org.concretescore.nn.plan;

/**
 * A network ready to run on batches of one size. It belongs to one thread at a time: a second one that comes while the
 * first is inside is refused. A thread that makes or runs a plan is left with one OpenMP thread for ND4J's ops, and the
 * process with one of OpenBLAS: plans on several threads share the processor, not ops. The parameters are those of the {@link ScoreNetwork} that made it.
 */
public interface Plan extends AutoCloseable {
    /**
     * The number of rows of every run.
     *
     * @return the batch size
     */
    int batch();

    /**
     * Runs the forward pass.
     *
     * @param rows {@code [count, inputWidth]}, with room for {@code count} rows at least
     * @param count the number of rows that matter, at most {@link #batch}; the others hold what was there before
     * @param outputs receives {@code [count, outputWidth]}
     * @throws IllegalArgumentException if count exceeds the batch, or an array is too short
     * @throws IllegalStateException if the plan or its network is closed, or another thread runs it
     */
    void forward(float[] rows, int count, float[] outputs);

    /**
     * Runs the backward pass to the parameters, of the last forward pass; {@link #addGradients} gives what came out.
     *
     * @param outputGradients {@code [batch, outputWidth]}: the loss's derivatives with respect to the outputs, 0 in the
     *     rows that don't matter
     * @throws IllegalArgumentException if the array is too short
     * @throws IllegalStateException if the plan was not made for {@link Pass#TRAINING}, the plan or its network is
     *     closed, or another thread runs it
     */
    void backward(float[] outputGradients);

    /**
     * Adds some of the gradients of the last backward pass to a vector. Several threads may do so at once, while none runs
     * the plan.
     *
     * @param from the first parameter
     * @param to the end of the parameters
     * @param sum {@code [parameterCount]}; its entries {@code from} to {@code to - 1} are added to
     * @throws IndexOutOfBoundsException if the vector has no such entries
     * @throws IllegalStateException if the plan was not made for {@link Pass#TRAINING}, the plan is closed, or a thread
     *     runs it
     */
    void addGradients(int from, int to, float[] sum);

    /**
     * Runs the backward pass to the parameters, of the last forward pass.
     *
     * @param outputGradients {@code [batch, outputWidth]}: the loss's derivatives with respect to the outputs, 0 in the
     *     rows that don't matter
     * @param gradients receives {@code [parameterCount]}
     * @throws IllegalArgumentException if an array is too short
     * @throws IllegalStateException if the plan was not made for {@link Pass#TRAINING}, the plan or its network is
     *     closed, or another thread runs it
     */
    void backward(float[] outputGradients, float[] gradients);

    /**
     * Runs the backward pass to the input, of the last forward pass.
     *
     * @param outputGradients {@code [batch, outputWidth]}, 0 in the rows that don't matter
     * @param inputGradients receives {@code [batch, inputWidth]}
     * @throws IllegalArgumentException if an array is too short
     * @throws IllegalStateException if the plan was not made for {@link Pass#INPUT_GRADIENT}, the plan or its network is
     *     closed, or another thread runs it
     */
    void inputGradients(float[] outputGradients, float[] inputGradients);

    /**
     * Frees the native memory at once; a second call does nothing.
     *
     * @throws IllegalStateException if another thread runs the plan
     */
    @Override
    void close();
}
