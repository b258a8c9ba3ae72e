package org.concretescore.nn.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.data.Schema;
import org.concretescore.core.space.StateSpace;
import org.concretescore.core.vector.Vectors;
import org.concretescore.nn.plan.Backend;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.ViewIterator;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

final class NdDataTest {
    private static final int[][] ROWS = {{0, 1}, {1, 0}, {1, 1}, {0, 1}, {1, 1}};

    @BeforeAll
    static void select() {
        Backend.select();
    }

    private static INDArray rows(DataType type) {
        return Nd4j.createFromArray(ROWS).castTo(type);
    }

    private static String refusal(Executable making) {
        return assertThrows(IllegalArgumentException.class, making).getMessage();
    }

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"FLOAT", "DOUBLE", "HALF", "BFLOAT16", "INT", "LONG", "SHORT", "BYTE", "UBYTE", "BOOL"})
    void numbersOfAnyTypeAreRead(DataType type) {
        assertEquals(Dataset.of(ROWS), NdData.dataset(rows(type)));
        assertEquals(Vectors.of(2, new float[] {0, 1, 1, 0, 1, 1, 0, 1, 1, 1}), NdData.vectors(rows(type)));
    }

    /** Whatever the order in memory and whatever part of another array it is. */
    @Test
    void viewsAreReadRowByRow() {
        INDArray numbers =
                Nd4j.createFromArray(IntStream.range(0, 24).toArray()).reshape(4, 6);
        int[][] part = {{7, 8, 9}, {13, 14, 15}};
        INDArray view = numbers.get(NDArrayIndex.interval(1, 3), NDArrayIndex.interval(1, 4));
        assertEquals(Dataset.of(part), NdData.dataset(view));
        assertEquals(Dataset.of(part), NdData.dataset(view.dup('f')));
        assertEquals(Dataset.of(part), NdData.dataset(view.transpose().dup().transpose()));
    }

    @Test
    void picturesAreLaidFlat() {
        INDArray pictures =
                Nd4j.createFromArray(IntStream.range(0, 24).toArray()).reshape(2, 3, 2, 2);
        Dataset data = NdData.dataset(pictures.dup('f'));
        assertEquals(12, data.space().dimension());
        assertArrayEquals(IntStream.range(0, 24).toArray(), data.states());
    }

    /** More than a block holds, and rows that are longer than a block. */
    @ParameterizedTest
    @ValueSource(ints = {3, 1000, 70_000})
    void blocksDoNotShow(int dimension) {
        int n = 200_000 / dimension;
        int[] states = IntStream.range(0, n * dimension).map(i -> i % 7).toArray();
        Schema schema = Schema.of(StateSpace.uniform(dimension, 7));
        Dataset data = Dataset.of(schema, states, n);
        assertEquals(data, NdData.dataset(schema, NdData.array(data)));
    }

    @Test
    void arraysComeBack() {
        Dataset data = Dataset.of(ROWS);
        assertEquals(DataType.INT, NdData.array(data).dataType());
        assertEquals(data, NdData.dataset(data.schema(), NdData.array(data)));
        Vectors vectors = Vectors.of(new double[][] {{1.5, -2, 0}, {3, 4e-20, 7}});
        assertEquals(DataType.FLOAT, NdData.array(vectors).dataType());
        assertEquals(vectors, NdData.vectors(NdData.array(vectors)));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, Double.NaN, Double.POSITIVE_INFINITY, 3e9, -1e-9})
    void integersAreChecked(double value) {
        INDArray array = Nd4j.createFromArray(new double[][] {{0, 1}, {2, value}});
        assertEquals(
                "row 2, column 2: " + value + " is not a whole number that an int can hold; round the values or number"
                        + " intervals, or take vectors",
                refusal(() -> NdData.dataset(array)));
    }

    @Test
    void valuesAreRefusedByRowAndColumn() {
        INDArray array = Nd4j.createFromArray(new long[][] {{0, 1}, {2, 1L << 40}});
        assertTrue(refusal(() -> NdData.dataset(array)).startsWith("row 2, column 2: 1.099511627776E12 is not"));
        assertTrue(refusal(() -> NdData.dataset(Nd4j.createFromArray(new int[][] {{0}, {-3}})))
                .startsWith("row 2, column 1: '-3' is not one of"));
        Schema schema = Schema.of(StateSpace.of(2, 2));
        assertEquals(
                "row 1, column 2: 2 is not one of 0..1 of column 'x2'",
                refusal(() -> NdData.dataset(schema, Nd4j.createFromArray(new int[][] {{0, 2}}))));
        for (double value : new double[] {Double.NaN, Double.NEGATIVE_INFINITY, 1e39}) {
            assertEquals(
                    "row 1, column 2: " + value + " is not finite in single precision",
                    refusal(() -> NdData.vectors(Nd4j.createFromArray(new double[][] {{0, value}}))));
        }
    }

    @Test
    void shapesAreChecked() {
        for (INDArray wrong : List.of(
                Nd4j.createFromArray(1, 2, 3),
                Nd4j.scalar(1),
                Nd4j.empty(DataType.INT),
                Nd4j.zeros(DataType.INT, 0, 2))) {
            assertTrue(refusal(() -> NdData.dataset(wrong)).startsWith("the array must be of shape [n, D]"));
            assertTrue(refusal(() -> NdData.vectors(wrong)).startsWith("the array must be of shape [n, D]"));
        }
        assertEquals(
                "the array must hold numbers, was of the type UTF8",
                refusal(() -> NdData.dataset(Nd4j.create("a", "b"))));
    }

    private static DataSet labelled(INDArray features) {
        return new DataSet(features, Nd4j.zeros(DataType.FLOAT, features.size(0), 2));
    }

    @Test
    void anIteratorsFeaturesAreData() {
        DataSetIterator iterator = new ViewIterator(labelled(rows(DataType.FLOAT)), 2);
        iterator.next();
        assertEquals(Dataset.of(ROWS), NdData.dataset(iterator));
        assertEquals(2, iterator.next().numExamples(), "it was set back");
        assertEquals(NdData.vectors(rows(DataType.FLOAT)), NdData.vectors(iterator));
        Schema schema = Schema.of(StateSpace.of(2, 3));
        assertEquals(Dataset.of(schema, ROWS), NdData.dataset(schema, iterator));
    }

    @Test
    void batchesMustBeOfOneKind() {
        assertEquals("there is no row", refusal(() -> NdData.dataset(new Given())));
        assertEquals("there is no row", refusal(() -> NdData.vectors(new Given())));
        assertEquals(
                "the rows of a batch have 3 values, those before 2",
                refusal(() -> NdData.dataset(
                        new Given(labelled(rows(DataType.FLOAT)), labelled(Nd4j.zeros(DataType.FLOAT, 2, 3))))));
        DataSet masked = labelled(rows(DataType.FLOAT));
        masked.setFeaturesMaskArray(Nd4j.ones(DataType.FLOAT, 5, 1));
        assertTrue(refusal(() -> NdData.dataset(new Given(masked))).startsWith("a batch has a mask"));
        assertEquals("a batch has no features", refusal(() -> NdData.vectors(new Given(new DataSet()))));
    }

    /** What can't be set back gives what is left. */
    @Test
    void anIteratorMayBeReadOnce() {
        Given iterator = new Given(labelled(rows(DataType.INT)), labelled(rows(DataType.INT)));
        iterator.next();
        assertEquals(Dataset.of(ROWS), NdData.dataset(iterator));
        assertEquals("there is no row", refusal(() -> NdData.dataset(iterator)));
    }
}
