package org.concretescore.nn.plan;

/**
 * A network and one flat vector of parameters, which all plans made of it share. Plans for any batch sizes may be made
 * from any thread and run at once, each by one thread; parameters must not be set while a plan runs.
 */
public interface ScoreNetwork extends AutoCloseable {
    /**
     * The width of a row of the input.
     *
     * @return at least 1
     */
    int inputWidth();

    /**
     * The width of a row of the output.
     *
     * @return at least 1
     */
    int outputWidth();

    /**
     * The number of parameters.
     *
     * @return the length of the flat vector
     */
    int parameterCount();

    /**
     * Copies the parameters in, for all plans.
     *
     * @param values {@code [parameterCount]}
     * @throws IllegalArgumentException if there are more or fewer, or one is NaN or infinite
     * @throws IllegalStateException if the network is closed
     */
    void setParameters(float[] values);

    /**
     * Makes a plan.
     *
     * @param batch the number of rows of every run
     * @param pass what it is for
     * @return the plan; close it, or the network
     * @throws IllegalArgumentException if batch is below 1, or the network can't be run that way; the message says why
     * @throws IllegalStateException if the network is closed
     */
    Plan plan(int batch, Pass pass);

    /**
     * Frees parameters and plans; a second call does nothing.
     *
     * @throws IllegalStateException if a thread runs one of the plans
     */
    @Override
    void close();
}
