package org.concretescore.examples.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.concretescore.core.data.Schema;
import org.concretescore.core.noise.Noise;
import org.concretescore.core.objective.Objective;
import org.concretescore.core.objective.ObjectiveOptions;
import org.concretescore.core.score.Unit;
import org.concretescore.nn.model.NetworkSpec;
import org.concretescore.nn.train.Trainer;
import org.concretescore.nn.train.TrainerOptions;

/**
 * One training of {@link Toy2d}, known to be possible.
 *
 * @param name the objective's name
 * @param objective what to minimise
 * @param spec what to train
 * @param trainer how
 */
record PlaneTask(String name, Objective objective, NetworkSpec spec, TrainerOptions trainer) {
    /** The noise of the objectives that need one, where none is given: on bins, steps to neighbors. */
    private static final Map<String, Noise> BINS_NOISE =
            Map.of("dcsm", Noise.ordinal(0.05), "energy-discrepancy", Noise.ordinal(20));

    private static final String SAMPLED = "-mc";
    /** The largest shard that is chosen here. */
    private static final int LARGEST_SHARD = 1 << 14;

    /**
     * All trainings, in the order of the objectives.
     *
     * @throws UsageException if one is not possible, naming the objective
     */
    static List<PlaneTask> of(Toy2d.Options options, Schema schema) {
        List<PlaneTask> tasks = new ArrayList<>();
        for (String name : options.objectives()) {
            tasks.add(of(name, options, schema));
        }
        return tasks;
    }

    private static PlaneTask of(String name, Toy2d.Options options, Schema schema) {
        Objective objective = Checks.objective(
                "--objective", name, Unit.LOG_RATIO, objectiveOptions(name, options.objectiveOptions()));
        NetworkSpec spec = options.network()
                .spec(options.graph(), schema, objective, options.common().seed());
        try {
            Trainer.requireFit(spec, objective);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--objective " + name + ", --graph " + options.graph() + ": " + e.getMessage(), e);
        }
        return new PlaneTask(name, objective, spec, trainer(options.trainer(), spec));
    }

    /** What an objective is told. */
    static ObjectiveOptions objectiveOptions(String name, ObjectiveOptions given) {
        String base = name.endsWith(SAMPLED) ? name.substring(0, name.length() - SAMPLED.length()) : name;
        Noise noise = BINS_NOISE.get(base);
        return noise == null || !given.noise().isEmpty() ? given : given.withNoise(noise);
    }

    /**
     * Where every step takes all states, a shard that holds them all evaluates each once; shards of some rows would each
     * evaluate their rows' neighbors anew.
     */
    private static TrainerOptions trainer(TrainerOptions given, NetworkSpec spec) {
        boolean whole = given.shard() == 0
                && spec.graph().space().hasAtMost(LARGEST_SHARD)
                && spec.graph().space().hasAtMost(given.batch());
        return whole ? given.withShard((int) spec.graph().space().size()) : given;
    }
}
