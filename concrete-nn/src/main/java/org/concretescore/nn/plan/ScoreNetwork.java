package org.concretescore.nn.plan;

/**
 * A network and one flat vector of parameters, which all of its plans share. Plans for any batch size may be made from
 * any thread and run at once, each by one thread. Parameters must not be set while a plan runs.
 */
public interface ScoreNetwork extends AutoCloseable {
    /**
     * Returns the width of a row of the input.
     *
     * @return at least 1
     */
    int inputWidth();

    /**
     * Returns the width of a row of the output.
     *
     * @return at least 1
     */
    int outputWidth();

    /**
     * Returns the number of parameters.
     *
     * @return the length of the flat vector
     */
    int parameterCount();

    /**
     * Copies the parameters in, for all plans.
     *
     * @param values {@code [parameterCount]}
     * @throws IllegalArgumentException if the number of values is wrong, or a value is NaN or infinite
     * @throws IllegalStateException if the network is closed
     */
    void setParameters(float[] values);

    /**
     * Makes a plan.
     *
     * @param batch the number of rows of every run
     * @param pass the purpose of the plan
     * @return the plan; close it, or the network
     * @throws IllegalArgumentException if batch is below 1, or the network can't be run this way; the message says why
     * @throws IllegalStateException if the network is closed
     */
    Plan plan(int batch, Pass pass);

    /**
     * Frees parameters and plans. A second call does nothing.
     *
     * @throws IllegalStateException if a thread runs one of the plans
     */
    @Override
    void close();
}
