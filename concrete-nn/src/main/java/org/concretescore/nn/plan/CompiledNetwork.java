package org.concretescore.nn.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A SameDiff graph as a {@link ScoreNetwork}. Its plans are {@linkplain CompiledPlan compiled}. If an op can't be
 * compiled, the plan runs SameDiff's own session, which is several times slower, and logs one warning for each such op.
 */
public final class CompiledNetwork implements ScoreNetwork {
    static {
        Backend.select();
    }

    private static final Logger LOG = LoggerFactory.getLogger(CompiledNetwork.class);
    /** The ops about which a warning was logged. */
    private static final Set<String> WARNED = ConcurrentHashMap.newKeySet();

    private final NetworkGraph description;
    private final int parameterCount;
    private final INDArray flat;
    private final HostVector parameters;
    private final Set<Plan> plans = Collections.newSetFromMap(new IdentityHashMap<>());
    private Gradients gradients;
    private volatile boolean closed;

    private CompiledNetwork(NetworkGraph description) {
        this.description = description;
        parameterCount = description.parameterCount();
        MemoryWorkspace outside = Nd4j.getMemoryManager().scopeOutOfWorkspaces();
        try {
            flat = Backend.zeros(description.type(), Math.max(1, parameterCount));
        } finally {
            outside.close();
        }
        parameters = new HostVector(flat);
    }

    /**
     * Makes a graph runnable.
     *
     * @param description the graph, which must not be changed afterwards; its own values of the parameters are ignored
     * @return the network, with all parameters 0
     */
    public static CompiledNetwork of(NetworkGraph description) {
        return new CompiledNetwork(description);
    }

    NetworkGraph description() {
        return description;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public int inputWidth() {
        return description.inputWidth();
    }

    @Override
    public int outputWidth() {
        return description.outputWidth();
    }

    @Override
    public int parameterCount() {
        return parameterCount;
    }

    @Override
    @SuppressWarnings("IdentityBinaryExpression")
    public void setParameters(float[] values) {
        requireCount(values.length);
        // x - x is 0 for finite x and NaN otherwise. Four sums do not wait for each other.
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        int i = 0;
        for (; i + 3 < values.length; i += 4) {
            a += values[i] - values[i];
            b += values[i + 1] - values[i + 1];
            c += values[i + 2] - values[i + 2];
            d += values[i + 3] - values[i + 3];
        }
        for (; i < values.length; i++) {
            a += values[i] - values[i];
        }
        if (a + b + c + d != 0) {
            requireFinite(values);
        }
        synchronized (this) {
            // Under the lock, so that no other thread frees the memory meanwhile.
            requireOpen();
            parameters.put("the parameter vector", values, values.length);
        }
    }

    private static void requireFinite(float[] values) {
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new IllegalArgumentException("parameter " + i + " is " + values[i]);
            }
        }
    }

    /**
     * Copies the parameters in, in double precision.
     *
     * @param values {@code [parameterCount]}
     * @throws IllegalArgumentException if the number of values is wrong, a value is NaN or infinite, or the graph is
     *     not of type DOUBLE
     * @throws IllegalStateException if the network is closed
     */
    public synchronized void setParameters(double[] values) {
        requireCount(values.length);
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                throw new IllegalArgumentException("parameter " + i + " is " + values[i]);
            }
        }
        requireOpen();
        parameters.put("the parameter vector", values, values.length);
    }

    private void requireCount(int given) {
        if (given != parameterCount()) {
            throw new IllegalArgumentException(
                    "the network has " + parameterCount() + " parameters, was given " + given);
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("this network is closed");
        }
    }

    /** Returns the flat vector, for a session that needs arrays. */
    INDArray flat() {
        return flat;
    }

    /** Puts the parameters' names on consecutive parts of the flat vector. */
    void placeParameters(Map<String, INDArray> arrays) {
        placeViews(flat, description.parameters(), arrays);
    }

    /** Puts names, one per parameter, on consecutive parts of a flat vector. */
    void placeViews(INDArray vector, List<String> names, Map<String, INDArray> arrays) {
        long offset = 0;
        for (int i = 0; i < names.size(); i++) {
            String name = description.parameters().get(i);
            long[] shape = description.graph().getVariable(name).getShape();
            long length = description.length(name);
            INDArray part = vector.get(NDArrayIndex.interval(offset, offset + length));
            INDArray view = shape.length == 1 ? part : part.reshape('c', shape);
            if (view.offset() != offset) {
                throw new IllegalStateException("parameter '" + name + "' is not a view of the flat vector");
            }
            arrays.put(names.get(i), view);
            offset += length;
        }
    }

    /** Returns the gradients of sum(output * seed). The first call adds them to the graph. */
    Gradients gradients() {
        // A session of another thread may be traversing the graph.
        synchronized (description.graph()) {
            if (gradients == null) {
                List<String> wanted = new ArrayList<>(description.parameters());
                wanted.add(description.input());
                gradients = Gradients.of(description, wanted);
            }
            return gradients;
        }
    }

    @Override
    public synchronized Plan plan(int batch, Pass pass) {
        requireOpen();
        if (batch < 1) {
            throw new IllegalArgumentException("batch must be at least 1, was " + batch);
        }
        Plan plan;
        try {
            plan = new CompiledPlan(this, batch, pass);
        } catch (UnsupportedOp e) {
            if (WARNED.add(e.getMessage())) {
                LOG.warn(
                        "{} can't be compiled; the network runs through SameDiff, several times slower",
                        e.getMessage());
            }
            plan = new SessionPlan(this, batch, pass);
        }
        plans.add(plan);
        return plan;
    }

    /**
     * Compiles a plan, with access in double precision.
     *
     * @param batch the number of rows of every run
     * @param pass the purpose of the plan
     * @return the plan
     * @throws IllegalArgumentException if an op can't be compiled
     */
    public synchronized CompiledPlan compile(int batch, Pass pass) {
        requireOpen();
        try {
            CompiledPlan plan = new CompiledPlan(this, batch, pass);
            plans.add(plan);
            return plan;
        } catch (UnsupportedOp e) {
            throw new IllegalArgumentException(e.getMessage() + " can't be compiled", e);
        }
    }

    synchronized void forget(Plan plan) {
        plans.remove(plan);
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        List.copyOf(plans).forEach(Plan::close);
        closed = true;
        flat.close();
    }
}
