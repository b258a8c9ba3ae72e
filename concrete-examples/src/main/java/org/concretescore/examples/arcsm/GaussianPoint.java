package org.concretescore.examples.arcsm;

/**
 * A point of a curve. It measures the averaged parameters on test rows, which are the same at all points.
 *
 * @param step the number of steps so far
 * @param seconds the time that they took
 * @param loss the mean loss of a test row
 * @param lossVariance the variance of the loss, divided by the square of its scale as in {@link GaussianRow}
 * @param scoreError the error of the score without noise, as in {@link GaussianRow}
 * @param targetError the error of the score with the objective's noise, as in {@link GaussianRow}
 */
public record GaussianPoint(
        int step, double seconds, double loss, double lossVariance, double scoreError, double targetError) {}
