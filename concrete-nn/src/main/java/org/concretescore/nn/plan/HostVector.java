package org.concretescore.nn.plan;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.Objects;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Copies between Java arrays and a contiguous native array. On the CPU this is a copy of memory. Other backends move
 * the values themselves, and may allocate.
 */
final class HostVector {
    private static final ThreadLocal<float[]> BLOCK = ThreadLocal.withInitial(() -> new float[4096]);

    private final INDArray array;
    private final int length;
    private final FloatBuffer floats;
    private final DoubleBuffer doubles;

    HostVector(INDArray array) {
        this(array, (int) Math.min(array.length(), Integer.MAX_VALUE));
    }

    /** Makes a vector of the first entries of an array. */
    HostVector(INDArray array, int length) {
        this.array = array;
        this.length = length;
        int size = array.dataType().width();
        if (array.length() > Integer.MAX_VALUE / size) {
            throw new IllegalArgumentException("a vector of " + array.length() + " values of " + size
                    + " bytes is larger than 2 GiB; use smaller batches or a smaller network");
        }
        boolean direct = Backend.isCpu();
        floats = direct && array.dataType() == DataType.FLOAT ? array.data().asNioFloat() : null;
        doubles = direct && array.dataType() == DataType.DOUBLE ? array.data().asNioDouble() : null;
    }

    int length() {
        return length;
    }

    private void requireType(DataType type) {
        if (array.dataType() != type) {
            throw new IllegalArgumentException("this network works in " + array.dataType() + ", was given " + type);
        }
    }

    /** Refuses an array that is too short. */
    static void requireLength(String what, int given, int needed) {
        if (given < needed) {
            throw new IllegalArgumentException(what + " needs " + needed + " values, but the array has " + given);
        }
    }

    void put(String what, float[] values, int count) {
        requireType(DataType.FLOAT);
        requireLength(what, values.length, count);
        if (floats != null) {
            floats.put(0, values, 0, count);
        } else {
            head(count)
                    .assign(Nd4j.createFromArray(
                            values.length == count ? values : java.util.Arrays.copyOf(values, count)));
        }
    }

    void get(String what, float[] values, int count) {
        requireType(DataType.FLOAT);
        requireLength(what, values.length, count);
        if (floats != null) {
            floats.get(0, values, 0, count);
        } else {
            System.arraycopy(array.data().asFloat(), 0, values, 0, count);
        }
    }

    /** Adds a part of a float array to the same part of another. */
    void addTo(int from, int to, float[] sum) {
        requireType(DataType.FLOAT);
        Objects.checkFromToIndex(from, to, Math.min(length, sum.length));
        float[] part = floats == null
                ? array.reshape(array.length())
                        .get(NDArrayIndex.interval(from, to))
                        .dup()
                        .data()
                        .asFloat()
                : null;
        // A block that stays in the processor's cache halves the memory traffic of a copy of the whole.
        float[] block = BLOCK.get();
        for (int begin = from; begin < to; begin += block.length) {
            int count = Math.min(block.length, to - begin);
            if (part == null) {
                floats.get(begin, block, 0, count);
            } else {
                System.arraycopy(part, begin - from, block, 0, count);
            }
            for (int i = 0; i < count; i++) {
                sum[begin + i] += block[i];
            }
        }
    }

    void put(String what, double[] values, int count) {
        requireType(DataType.DOUBLE);
        requireLength(what, values.length, count);
        if (doubles != null) {
            doubles.put(0, values, 0, count);
        } else {
            head(count)
                    .assign(Nd4j.createFromArray(
                            values.length == count ? values : java.util.Arrays.copyOf(values, count)));
        }
    }

    void get(String what, double[] values, int count) {
        requireType(DataType.DOUBLE);
        requireLength(what, values.length, count);
        if (doubles != null) {
            doubles.get(0, values, 0, count);
        } else {
            System.arraycopy(array.data().asDouble(), 0, values, 0, count);
        }
    }

    private INDArray head(int count) {
        return array.reshape(array.length()).get(NDArrayIndex.interval(0, count));
    }
}
