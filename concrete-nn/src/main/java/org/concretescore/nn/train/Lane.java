package org.concretescore.nn.train;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.noise.NoiseProcess;
import org.concretescore.core.objective.EdgeBatch;
import org.concretescore.core.objective.Objective;
import org.concretescore.core.score.Unit;
import org.concretescore.nn.model.DensityHead;
import org.concretescore.nn.model.Family;
import org.concretescore.nn.model.FreeNetwork;
import org.concretescore.nn.model.NetworkSpec;
import org.concretescore.nn.model.PosteriorHead;
import org.concretescore.nn.plan.Pass;
import org.concretescore.nn.plan.Plan;
import org.concretescore.nn.plan.ScoreNetwork;

/** A replica of the network with everything that it needs to turn data rows into a loss and a gradient. */
final class Lane implements Training.Lane {
    private final NetworkSpec spec;
    private final Plan plan;
    private final EdgeBatch edges;
    private final int width;
    private final float[] rows;
    private final float[] outputs;
    private final float[] outputGradients;
    /** The head that makes densities of outputs, and one density per state; null and empty for a free model. */
    private final DensityHead head;

    /** The head of a denoiser, or null. */
    private final PosteriorHead posteriors;

    private final double[] densities;
    private final double[] densityGradients;
    private double[] values = new double[0];
    private double[] valueGradients = new double[0];
    private final int capacity;
    private Objective objective;
    private double loss;

    Lane(NetworkSpec spec, ScoreNetwork network, int capacity) {
        this.spec = spec;
        this.capacity = capacity;
        plan = network.plan(capacity, Pass.TRAINING);
        edges = new EdgeBatch(spec.graph(), spec.isTied());
        width = network.outputWidth();
        rows = new float[Math.multiplyExact(capacity, network.inputWidth())];
        outputs = new float[Math.multiplyExact(capacity, width)];
        outputGradients = new float[outputs.length];
        head = spec.isTied() ? spec.densityHead() : null;
        posteriors = spec.family() == Family.DENOISER ? new PosteriorHead(spec.graph()) : null;
        densities = new double[head == null ? 0 : capacity];
        densityGradients = new double[densities.length];
    }

    /**
     * Takes data rows until the next one might not fit.
     *
     * @return the first row that was not taken
     */
    int fill(Objective objective, int[] states, int from, int rows, double[] weights, UniformRandomProvider random) {
        this.objective = objective;
        edges.clear();
        int most = capacity - objective.statesPerRow(spec.graph(), spec.isTied());
        boolean everythingFits = spec.graph().space().hasAtMost(capacity) && !objective.hasLevels();
        int row = from;
        do {
            objective.select(edges, states, row++, 1, weights, random);
        } while (row < rows && (everythingFits || edges.stateCount() <= most));
        return row;
    }

    @Override
    public void run(boolean backward) {
        int n = edges.size();
        if (values.length < n) {
            values = new double[Math.max(n, 2 * values.length)];
            valueGradients = new double[values.length];
        }
        int count = edges.stateCount();
        spec.encode(edges.states(), 0, count, edges::level, rows);
        plan.forward(rows, count, outputs);
        boolean asksForPosteriors = objective.needs() == Objective.Needs.POSTERIORS;
        if (posteriors != null) {
            posteriors.answers(edges, asksForPosteriors, outputs, values);
        } else if (head == null) {
            for (int e = 0; e < n; e++) {
                values[e] = outputs[edges.source(e) * width + edges.slot(e)];
            }
            if (spec.head() == Unit.SCORE && objective.unit() == Unit.LOG_RATIO) {
                // The criterion of a raw head needs log ratios; its training uses scores.
                for (int e = 0; e < n; e++) {
                    values[e] = FreeNetwork.logRatio(values[e]);
                }
            }
        } else {
            head.logDensities(edges.states(), 0, count, outputs, densities);
            for (int e = 0; e < n; e++) {
                int target = edges.target(e);
                values[e] = target < 0 ? densities[edges.source(e)] : densities[target] - densities[edges.source(e)];
            }
        }
        loss = objective.lossAndGradient(edges, values, valueGradients);
        if (!backward) {
            return;
        }
        Arrays.fill(outputGradients, count * width, outputGradients.length, 0);
        if (posteriors != null) {
            Arrays.fill(outputGradients, 0, count * width, 0);
            posteriors.addGradients(edges, asksForPosteriors, outputs, valueGradients, outputGradients);
        } else if (head == null) {
            Arrays.fill(outputGradients, 0, count * width, 0);
            for (int e = 0; e < n; e++) {
                outputGradients[edges.source(e) * width + edges.slot(e)] += (float) valueGradients[e];
            }
        } else {
            Arrays.fill(densityGradients, 0, count, 0);
            for (int e = 0; e < n; e++) {
                int target = edges.target(e);
                if (target < 0) {
                    densityGradients[edges.source(e)] += valueGradients[e];
                } else {
                    densityGradients[target] += valueGradients[e];
                    densityGradients[edges.source(e)] -= valueGradients[e];
                }
            }
            head.gradients(edges.states(), 0, count, outputs, densityGradients, outputGradients);
        }
        plan.backward(outputGradients);
    }

    @Override
    public double loss() {
        return loss;
    }

    @Override
    public void addGradient(int from, int to, float[] sum) {
        plan.addGradients(from, to, sum);
    }

    /** Checks that a model of this kind can give the answers that the objective needs. */
    static void requireFit(NetworkSpec spec, Objective objective) {
        if (objective.unit() != spec.head()) {
            throw new IllegalArgumentException("objective " + objective.name() + " is defined on "
                    + (objective.unit() == Unit.SCORE ? "scores" : "log ratios")
                    + ", but the model's head answers with "
                    + (spec.head() == Unit.SCORE ? "scores" : "log ratios"));
        }
        int levels = objective.noise().size();
        requirePosteriors(spec, objective);
        if (spec.architecture().readsNoiseLevel() && !objective.hasLevels()) {
            throw new IllegalArgumentException("objective " + objective.name() + " has "
                    + (levels == 0 ? "no noise levels" : "one noise level")
                    + ", but the network reads one; it could not learn other levels: " + spec.architecture());
        }
        if (objective.hasLevels() && !spec.architecture().readsNoiseLevel()) {
            throw new IllegalArgumentException("objective " + objective.name() + " has " + levels
                    + " noise levels, which the network does not read: " + spec.architecture());
        }
        if (objective.needs() == Objective.Needs.NORMALISED_DENSITY && spec.family() != Family.NORMALISED) {
            throw new IllegalArgumentException("objective " + objective.name() + " needs a normalised density, which a "
                    + spec.family() + " model does not have; use a made");
        }
        if (objective.needs() == Objective.Needs.DENSITY && spec.family() == Family.FREE) {
            throw new IllegalArgumentException("objective " + objective.name()
                    + " compares states that are not neighbors, for which a free model does not have a ratio;"
                    + " use energy or made"
                    + (objective.name().startsWith("pseudo-likelihood") ? ", or the objective logistic" : "")
                    + (objective.name().startsWith("marginal") ? ", or the objective csm" : ""));
        }
        objective.requireGraph(spec.graph());
    }

    private static void requirePosteriors(NetworkSpec spec, Objective objective) {
        boolean denoiser = spec.family() == Family.DENOISER;
        if (objective.needs() == Objective.Needs.POSTERIORS && !denoiser) {
            throw new IllegalArgumentException("objective " + objective.name() + " needs the posteriors of clean"
                    + " coordinates, which a " + spec.family() + " model does not have; use a denoiser");
        }
        if (denoiser && objective.needs() != Objective.Needs.POSTERIORS) {
            String kind = new PosteriorHead(spec.graph()).noise() == NoiseProcess.UNIFORM ? "uniform" : "absorbing";
            boolean fits = objective.needs() == Objective.Needs.RATIOS
                    && objective.hasLevels()
                    && objective.noise().stream().allMatch(noise -> noise.name().equals(kind));
            if (!fits) {
                throw new IllegalArgumentException(
                        "a denoiser on the graph " + spec.graph().spec()
                                + " learns by cross-entropy, or by an objective on edges with several levels of " + kind
                                + " noise, not by " + objective.describe());
            }
        }
    }
}
