package org.concretescore.core.vector;

/**
 * An autoregressive model given by its conditional scores {@code s_d(x_<d, x_d) = d log q(x_d | x_<d) / dx_d}
 * (definition 1 of the autoregressive score matching paper), possibly at several levels of noise. Then
 * {@code q(x_d | x_<d)} is the density of coordinate d with the level's noise, given the preceding coordinates with the
 * noise of the last level.
 *
 * <p>Several threads may share a model. A walk belongs to one thread.
 */
public interface ConditionalScores {
    /**
     * Returns the number of coordinates.
     *
     * @return D
     */
    int dimension();

    /**
     * Returns the levels of noise.
     *
     * @return the levels; none for a model of the data itself, which then has one level, 0
     */
    NoiseLevels levels();

    /**
     * Begins a walk at the first coordinate.
     *
     * @param rows C, the number of vectors that walk at once, at least 1
     * @return the walk
     * @throws IllegalArgumentException if {@code rows} is below 1
     */
    Walk walk(int rows);

    /** A walk of C vectors from coordinate to coordinate. Not safe for use by several threads. */
    interface Walk extends AutoCloseable {
        /**
         * Returns the present coordinate.
         *
         * @return {@code 0..D}; D if all are fixed
         */
        int coordinate();

        /**
         * Computes the conditional scores of the present coordinate.
         *
         * @param level the level of noise, counted from 0, the largest; 0 if there are no levels
         * @param x the coordinate's values, {@code [C]}, not changed; finite, which is not checked
         * @param scores receives {@code [C]}
         * @throws IllegalArgumentException if there is no such level, or an array is too short
         * @throws IllegalStateException if all coordinates are fixed
         */
        void scores(int level, double[] x, double[] scores);

        /**
         * Gives the present coordinate its values and goes on to the next one.
         *
         * @param x the values, {@code [C]}; finite, which is not checked
         * @throws IllegalArgumentException if the array is too short
         * @throws IllegalStateException if all coordinates are fixed
         */
        void fix(double[] x);

        /** Frees memory outside of the heap. */
        @Override
        default void close() {}
    }
}
