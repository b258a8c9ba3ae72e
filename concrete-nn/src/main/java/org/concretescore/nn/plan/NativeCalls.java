package org.concretescore.nn.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.Op;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A list of native calls that grows while a plan is compiled. It owns the calls and the arrays that they work on, which
 * are allocated here, once. An output that is given as null is a new array.
 */
final class NativeCalls implements AutoCloseable {
    private record CustomCall(CustomOp op, OpContext context) implements NativeCall {
        @Override
        public void run() {
            Nd4j.getExecutioner().exec(op, context);
        }

        @Override
        public void close() {
            try {
                context.close();
            } catch (Exception e) {
                throw new IllegalStateException("can't close the context of " + op.opName(), e);
            }
        }
    }

    private record LegacyCall(Op op) implements NativeCall {
        @Override
        public void run() {
            Nd4j.getExecutioner().exec(op);
        }
    }

    private final List<INDArray> arrays = new ArrayList<>();
    private final List<NativeCall> calls = new ArrayList<>();
    private int taken;

    /** Returns the calls since the last call of this method, in order. */
    NativeCall[] take() {
        NativeCall[] fresh = calls.subList(taken, calls.size()).toArray(NativeCall[]::new);
        taken = calls.size();
        return fresh;
    }

    /** Adds the call of a custom op without arguments, which has one output. */
    INDArray custom(String name, List<INDArray> inputs, INDArray given) {
        return custom(DynamicCustomOp.builder(name).build(), inputs, given);
    }

    /** Adds the call of a custom op, and returns its first output. */
    INDArray custom(CustomOp op, List<INDArray> inputs, INDArray given) {
        return custom(op, inputs, Arrays.asList(given)).get(0);
    }

    /** Adds the call of a custom op. */
    List<INDArray> custom(CustomOp op, List<INDArray> inputs, List<INDArray> given) {
        List<LongShapeDescriptor> shapes = shapes(op, inputs);
        List<INDArray> outputs = new ArrayList<>();
        for (int i = 0; i < shapes.size(); i++) {
            long[] shape = shapes.get(i).getShape();
            INDArray array = i < given.size() ? given.get(i) : null;
            if (array == null) {
                array = allocate(shapes.get(i).dataType(), shape);
            } else if (!Arrays.equals(array.shape(), shape)) {
                throw new IllegalArgumentException("the op '" + op.opName() + "' gives the shape "
                        + Arrays.toString(shape) + ", not the expected " + Arrays.toString(array.shape()));
            }
            outputs.add(array);
        }
        OpContext context = context(op, inputs);
        context.setOutputArrays(outputs);
        calls.add(new CustomCall(op, context));
        return outputs;
    }

    /** Adds the call of an op of the older kind, which holds its arrays itself. */
    void legacy(Op op) {
        calls.add(new LegacyCall(op));
    }

    /** Adds the call of a binary op on an array and a number. */
    INDArray arithmetic(String name, INDArray x, Number number, INDArray given) {
        INDArray value = own(Nd4j.scalar(x.dataType(), number));
        return custom(name, List.of(x, value), given);
    }

    /** Adds a call that writes one array's values to another of the same shape. */
    void copy(INDArray from, INDArray to) {
        custom("identity", List.of(from), to);
    }

    /** Returns the shapes and types of a custom op's outputs. */
    static List<LongShapeDescriptor> shapes(CustomOp op, List<INDArray> inputs) {
        CustomCall call = new CustomCall(op, context(op, inputs));
        try {
            return op.calculateOutputShape(call.context);
        } catch (RuntimeException e) {
            throw new UnsupportedOp("the op '" + op.opName() + "' on " + shapesOf(inputs) + ": " + e.getMessage());
        } finally {
            call.close();
        }
    }

    private static String shapesOf(List<INDArray> arrays) {
        return arrays.stream()
                .map(array -> Arrays.toString(array.shape()))
                .toList()
                .toString();
    }

    private static OpContext context(CustomOp op, List<INDArray> inputs) {
        OpContext context = Nd4j.getExecutioner().buildContext();
        context.setInputArrays(inputs);
        if (op.numIArguments() > 0) {
            context.setIArguments(op.iArgs());
        }
        if (op.numTArguments() > 0) {
            context.setTArguments(op.tArgs());
        }
        if (op.numBArguments() > 0) {
            context.setBArguments(op.bArgs());
        }
        if (op.numDArguments() > 0) {
            context.setDArguments(op.dArgs());
        }
        return context;
    }

    /** Returns a new array, whose values are not set. */
    INDArray allocate(DataType type, long... shape) {
        Backend.requireRoom(type, shape);
        return own(Nd4j.createUninitialized(type, shape, 'c'));
    }

    /** Returns a new array of the shape and type of another, whose values are not set. */
    INDArray allocateLike(INDArray x) {
        return allocate(x.dataType(), x.shape());
    }

    /** Returns an array after it was added to those that are owned. */
    INDArray own(INDArray array) {
        arrays.add(array);
        return array;
    }

    /** Returns the number of bytes of the arrays. */
    long bytes() {
        long bytes = 0;
        for (INDArray array : arrays) {
            bytes += array.length() * array.dataType().width();
        }
        return bytes;
    }

    /** Frees all calls and arrays. */
    @Override
    public void close() {
        calls.forEach(NativeCall::close);
        arrays.forEach(INDArray::close);
    }
}
