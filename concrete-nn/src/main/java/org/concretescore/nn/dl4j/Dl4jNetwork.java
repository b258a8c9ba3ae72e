package org.concretescore.nn.dl4j;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.concretescore.nn.plan.Pass;
import org.concretescore.nn.plan.Plan;
import org.concretescore.nn.plan.ScoreNetwork;

/** The parameters, on the heap. Each plan copies them into its own net when they have changed. */
final class Dl4jNetwork implements ScoreNetwork {
    private final Dl4jArchitecture architecture;
    private final int inputWidth;
    private final int outputWidth;
    private final Set<Dl4jPlan> plans = Collections.newSetFromMap(new IdentityHashMap<>());
    private final float[] parameters;
    /** Counts the changes. It is written after the parameters and read before them. */
    private long version;

    private volatile boolean closed;

    Dl4jNetwork(Dl4jArchitecture architecture, int inputWidth, int outputWidth) {
        this.architecture = architecture;
        this.inputWidth = inputWidth;
        this.outputWidth = outputWidth;
        this.parameters = new float[architecture.parameterCount()];
    }

    @Override
    public int inputWidth() {
        return inputWidth;
    }

    @Override
    public int outputWidth() {
        return outputWidth;
    }

    @Override
    public int parameterCount() {
        return parameters.length;
    }

    @Override
    public synchronized void setParameters(float[] values) {
        requireOpen();
        if (values.length != parameters.length) {
            throw new IllegalArgumentException(
                    "the network has " + parameters.length + " parameters, was given " + values.length);
        }
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new IllegalArgumentException("parameter " + i + " is " + values[i]);
            }
        }
        System.arraycopy(values, 0, parameters, 0, values.length);
        version++;
    }

    synchronized long version() {
        return version;
    }

    float[] parameters() {
        return parameters;
    }

    boolean isClosed() {
        return closed;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("this network is closed");
        }
    }

    @Override
    public synchronized Plan plan(int batch, Pass pass) {
        requireOpen();
        if (batch < 1) {
            throw new IllegalArgumentException("batch must be at least 1, was " + batch);
        }
        Dl4jPlan plan = new Dl4jPlan(this, architecture, batch, pass);
        plans.add(plan);
        return plan;
    }

    synchronized void forget(Dl4jPlan plan) {
        plans.remove(plan);
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            List.copyOf(plans).forEach(Plan::close);
            closed = true;
        }
    }
}
