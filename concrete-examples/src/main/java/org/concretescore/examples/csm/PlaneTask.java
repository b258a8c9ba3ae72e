package org.concretescore.examples.csm;

import java.util.ArrayList;
import java.util.List;
import org.concretescore.core.noise.Noise;
import org.concretescore.core.objective.Objective;
import org.concretescore.core.objective.ObjectiveOptions;
import org.concretescore.core.space.StateSpace;
import org.concretescore.examples.run.UsageException;
import org.concretescore.nn.model.NetworkSpec;
import org.concretescore.nn.train.Trainer;
import org.concretescore.nn.train.TrainerOptions;

/**
 * One training of {@link Toy2d}, which was checked to be possible.
 *
 * @param objective the objective
 * @param options the options of the objective, which its other forms are made with, too
 * @param spec the network
 * @param trainer the training options
 */
record PlaneTask(Objective objective, ObjectiveOptions options, NetworkSpec spec, TrainerOptions trainer) {
    /** The ending of the names of sampled forms. */
    static final String SAMPLED = "-mc";
    /** The number of states that are a state of a grid and its neighbors. */
    private static final int GRID_STATES = 5;
    /** The most rows of a step if each row is perturbed on its own. */
    private static final int NOISY_BATCH = 1 << 14;
    /** The largest shard that this class chooses. */
    private static final int LARGEST_SHARD = 1 << 14;

    /**
     * Returns all trainings, in the order of the objectives.
     *
     * @throws UsageException if one is not possible; the message names the objective
     */
    static List<PlaneTask> of(Toy2d.Options options, PlaneProblem problem) {
        List<PlaneTask> tasks = new ArrayList<>();
        for (Objective objective : options.objectives()) {
            tasks.add(of(objective, options, problem));
        }
        return tasks;
    }

    private static PlaneTask of(Objective objective, Toy2d.Options options, PlaneProblem problem) {
        if (objective.noise().size() > 1) {
            throw new UsageException("--noise-levels must be one level for " + objective.name()
                    + ", since a model is judged as one density, was " + objective.noise());
        }
        NetworkSpec spec = options.network()
                .spec(
                        options.graph(),
                        problem.schema(),
                        objective,
                        options.common().seed());
        try {
            Trainer.requireFit(spec, objective);
        } catch (IllegalArgumentException e) {
            throw new UsageException(
                    "--objective " + objective.name() + ", --graph " + options.graph() + ": " + e.getMessage(), e);
        }
        ObjectiveOptions told =
                options.objectiveOptions().withNoise(objective.noise().toArray(Noise[]::new));
        return new PlaneTask(objective, told, spec, trainer(options.trainer(), objective, spec));
    }

    String name() {
        return objective.name();
    }

    /** Returns the name of the objective without the suffix of its sampled form. */
    String base() {
        return base(name());
    }

    static String base(String name) {
        return name.endsWith(SAMPLED) ? name.substring(0, name.length() - SAMPLED.length()) : name;
    }

    /**
     * Returns the options with a shard size. If every step takes all states, one shard of all states evaluates each
     * state once, while several shards would evaluate the neighbors of their rows again. On a grid, two shards of a
     * half and its rim are almost as good, and two threads can share them.
     */
    private static TrainerOptions trainer(TrainerOptions asked, Objective objective, NetworkSpec spec) {
        StateSpace space = spec.graph().space();
        // Perturbed rows are drawn one by one, so that a large batch takes long.
        TrainerOptions given = !objective.perturbs() ? asked : asked.withBatch(Math.min(asked.batch(), NOISY_BATCH));
        boolean whole = given.shard() == 0 && space.hasAtMost(LARGEST_SHARD) && space.hasAtMost(given.batch());
        if (!whole) {
            return given;
        }
        int states = (int) space.size();
        boolean local = spec.graph().spec().equals("grid") && objective.statesPerRow(spec.graph(), true) <= GRID_STATES;
        return given.withShard(local ? states / 2 + 2 * space.cardinality(1) : states);
    }
}
