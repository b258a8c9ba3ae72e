package org.concretescore.examples.arcsm;

import java.util.ArrayList;
import java.util.List;
import org.concretescore.examples.arcsm.GaussianMeter.Measure;
import org.concretescore.examples.run.Console;
import org.concretescore.examples.run.TrainingProgress;
import org.concretescore.nn.train.TrainingListener;

/** Measures a model in training. The clock stops while it does so. */
final class GaussianCourse implements TrainingListener, AutoCloseable {
    /** A point comes after at least this many times the steps of the point before. */
    private static final double NEXT = 1.1;

    private final List<GaussianPoint> points = new ArrayList<>();
    private final GaussianMeter meter;
    private final double scale;
    private final TrainingProgress progress;
    private long begun;
    private long nanos;

    GaussianCourse(GaussianTask task, int dimension, double sigma, GaussianMeter meter, Console console) {
        this.meter = meter;
        scale = task.scale(dimension, sigma);
        progress = new TrainingProgress(console, task.objective().name() + " " + dimension);
    }

    /** Measures the initial model, and starts the clock. */
    GaussianPoint begin(float[] parameters) {
        GaussianPoint point = add(0, parameters);
        begun = System.nanoTime();
        return point;
    }

    /** Returns the points so far. */
    List<GaussianPoint> points() {
        return points;
    }

    /** Returns the latest point. */
    GaussianPoint last() {
        return points.get(points.size() - 1);
    }

    /** Measures the trained model, unless the curve already has a point at the last step. */
    GaussianPoint end(int steps, float[] parameters) {
        GaussianPoint last = last();
        if (last.step() == steps) {
            return last;
        }
        nanos += System.nanoTime() - begun;
        return add(steps, parameters);
    }

    private GaussianPoint add(int step, float[] parameters) {
        Measure measure = meter.at(parameters);
        GaussianPoint point = new GaussianPoint(
                step,
                nanos / 1e9,
                measure.loss(),
                measure.lossVariance() / (scale * scale),
                measure.scoreError(),
                measure.targetError());
        points.add(point);
        return point;
    }

    @Override
    public void step(int step, int of, double loss) {
        progress.step(step, of, loss);
    }

    @Override
    public void parameters(int step, float[] parameters) {
        if (step >= NEXT * last().step()) {
            nanos += System.nanoTime() - begun;
            add(step, parameters);
            begun = System.nanoTime();
        }
    }

    @Override
    public void close() {
        progress.close();
    }
}
