package org.concretescore.nn.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.data.Schema;
import org.concretescore.core.vector.Vectors;
import org.concretescore.nn.plan.Backend;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Makes data sets and vectors from ND4J's arrays and iterators, and arrays from data. The first dimension of an array
 * is the row. The other dimensions are flattened, with the last one running fastest, so that images
 * {@code [n, C, H, W]} become the rows that a {@link org.concretescore.nn.network.UNet} reads. Arrays may hold numbers
 * of any type, or BOOL, which counts as 0 and 1.
 *
 * <p>The values are copied out of ND4J's memory, block by block. A data set takes 4 bytes per value, and twice as much
 * while it is being made.
 *
 * <p>Only the features of an iterator are read, as its preprocessor returns them, and not the labels. The iterator is
 * reset, read once, batch by batch, and reset again, so that the next reader begins at the first batch. An iterator
 * that does not support a reset is read from its present position.
 */
public final class NdData {
    /** The number of values that are copied at once. */
    private static final int BLOCK = 1 << 16;

    private NdData() {}

    /**
     * Reads whole numbers as categories. Columns and numbers of categories are those of {@link Dataset#of(int[][])}.
     *
     * @param array {@code [n, D]} or of more dimensions
     * @return the data set
     * @throws IllegalArgumentException if the array is not of this shape, or a value is not a whole number from 0; the
     *     message names row and column, counted from 1
     */
    public static Dataset dataset(INDArray array) {
        return Dataset.of(integers(List.of(array).iterator()));
    }

    /**
     * Reads whole numbers as the categories of given columns.
     *
     * @param schema the columns
     * @param array {@code [n, D]} or of more dimensions
     * @return the data set
     * @throws IllegalArgumentException if the array is not of this shape, or a value is not one of its column's; the
     *     message names row and column, counted from 1
     */
    public static Dataset dataset(Schema schema, INDArray array) {
        Objects.requireNonNull(schema, "schema");
        return Dataset.of(schema, integers(List.of(array).iterator()));
    }

    /**
     * Reads features that are whole numbers as categories. Columns and numbers of categories are those of
     * {@link Dataset#of(int[][])}.
     *
     * @param iterator the batches; read once
     * @return the data set
     * @throws IllegalArgumentException if there is no row, batches differ in width or are masked, or a value is not a
     *     whole number from 0; the message names row and column, counted from 1
     */
    public static Dataset dataset(DataSetIterator iterator) {
        return Dataset.of(integers(new Features(iterator)));
    }

    /**
     * Reads features that are whole numbers as the categories of given columns.
     *
     * @param schema the columns
     * @param iterator the batches; read once
     * @return the data set
     * @throws IllegalArgumentException if there is no row, batches differ in width or are masked, or a value is not one
     *     of its column's; the message names row and column, counted from 1
     */
    public static Dataset dataset(Schema schema, DataSetIterator iterator) {
        Objects.requireNonNull(schema, "schema");
        return Dataset.of(schema, integers(new Features(iterator)));
    }

    /**
     * Reads real numbers, in single precision.
     *
     * @param array {@code [n, D]} or of more dimensions
     * @return the rows
     * @throws IllegalArgumentException if the array is not of this shape, or a value is not finite; the message names
     *     row and column, counted from 1
     */
    public static Vectors vectors(INDArray array) {
        return reals(List.of(array).iterator());
    }

    /**
     * Reads features that are real numbers, in single precision.
     *
     * @param iterator the batches; read once
     * @return the rows
     * @throws IllegalArgumentException if there is no row, batches differ in width or are masked, or a value is not
     *     finite; the message names row and column, counted from 1
     */
    public static Vectors vectors(DataSetIterator iterator) {
        return reals(new Features(iterator));
    }

    /**
     * Returns the values of a data set, for instance as features for a model of another library.
     *
     * @param data the data
     * @return {@code [n, D]} of INT; a copy
     */
    public static INDArray array(Dataset data) {
        Objects.requireNonNull(data, "data");
        Backend.select();
        return Nd4j.createFromArray(data.states())
                .reshape(data.count(), data.space().dimension());
    }

    /**
     * Returns the values of vectors.
     *
     * @param data the data
     * @return {@code [n, D]} of FLOAT; a copy
     */
    public static INDArray array(Vectors data) {
        Objects.requireNonNull(data, "data");
        Backend.select();
        return Nd4j.createFromArray(data.values()).reshape(data.count(), data.dimension());
    }

    private static int[][] integers(Iterator<INDArray> batches) {
        List<int[]> rows = new ArrayList<>();
        forEachRow(batches, values -> {
            int[] row = new int[values.length];
            for (int d = 0; d < row.length; d++) {
                row[d] = (int) values[d];
                if (row[d] != values[d]) {
                    throw new IllegalArgumentException("row " + (rows.size() + 1) + ", column " + (d + 1) + ": "
                            + values[d] + " is not a whole number that an int can hold; round the values or number"
                            + " intervals, or take vectors");
                }
            }
            rows.add(row);
        });
        return rows.toArray(int[][]::new);
    }

    private static Vectors reals(Iterator<INDArray> batches) {
        List<float[]> rows = new ArrayList<>();
        forEachRow(batches, values -> {
            float[] row = new float[values.length];
            for (int d = 0; d < row.length; d++) {
                row[d] = (float) values[d];
                if (!Float.isFinite(row[d])) {
                    throw new IllegalArgumentException("row " + (rows.size() + 1) + ", column " + (d + 1) + ": "
                            + values[d] + " is not finite in single precision");
                }
            }
            rows.add(row);
        });
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("there is no row");
        }
        int dimension = rows.get(0).length;
        if ((long) rows.size() * dimension > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    rows.size() + " rows of " + dimension + " values are more than the 2^31 that can be held");
        }
        float[] flat = new float[rows.size() * dimension];
        for (int i = 0; i < rows.size(); i++) {
            System.arraycopy(rows.get(i), 0, flat, i * dimension, dimension);
        }
        return Vectors.of(dimension, flat);
    }

    /** Takes a row. */
    private interface Row {
        void take(double[] values);
    }

    private static void forEachRow(Iterator<INDArray> batches, Row row) {
        Backend.select();
        int width = -1;
        while (batches.hasNext()) {
            INDArray batch = batches.next();
            int dimension = dimension(batch);
            if (width >= 0 && dimension != width) {
                throw new IllegalArgumentException(
                        "the rows of a batch have " + dimension + " values, those before " + width);
            }
            width = dimension;
            long step = Math.max(1, BLOCK / dimension);
            for (long from = 0; from < batch.size(0); from += step) {
                double[] values = values(batch, from, Math.min(batch.size(0), from + step));
                for (int i = 0; i < values.length; i += dimension) {
                    row.take(Arrays.copyOfRange(values, i, i + dimension));
                }
            }
        }
    }

    private static int dimension(INDArray batch) {
        if (!batch.dataType().isNumerical() && batch.dataType() != DataType.BOOL) {
            throw new IllegalArgumentException("the array must hold numbers, was of the type " + batch.dataType());
        }
        if (batch.rank() < 2 || batch.isEmpty()) {
            throw new IllegalArgumentException(
                    "the array must be of shape [n, D], or of more dimensions, and not empty;" + " was "
                            + Arrays.toString(batch.shape()));
        }
        return Math.toIntExact(batch.length() / batch.size(0));
    }

    private static double[] values(INDArray batch, long from, long to) {
        try (INDArray block = batch.get(NDArrayIndex.interval(from, to))
                .castTo(DataType.DOUBLE)
                .dup('c')) {
            return block.data().asDouble();
        }
    }

    /** The features of an iterator's batches, from the first one on if it can be reset. */
    private static final class Features implements Iterator<INDArray> {
        private final DataSetIterator iterator;

        Features(DataSetIterator iterator) {
            this.iterator = Objects.requireNonNull(iterator, "iterator");
            reset();
        }

        private void reset() {
            if (iterator.resetSupported()) {
                iterator.reset();
            }
        }

        @Override
        public boolean hasNext() {
            boolean more = iterator.hasNext();
            if (!more) {
                reset();
            }
            return more;
        }

        @Override
        public INDArray next() {
            DataSet batch = iterator.next();
            if (batch.getFeatures() == null || batch.getFeaturesMaskArray() != null) {
                throw new IllegalArgumentException(
                        batch.getFeatures() == null
                                ? "a batch has no features"
                                : "a batch has a mask, for rows of different lengths; here all must have one length");
            }
            return batch.getFeatures();
        }
    }
}
