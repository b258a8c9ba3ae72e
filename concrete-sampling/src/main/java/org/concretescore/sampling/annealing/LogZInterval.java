package org.concretescore.sampling.annealing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.baseline.IndependentModel;
import org.concretescore.core.baseline.KernelDensity;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.LogDensity;
import org.concretescore.core.space.StateSpace;

/** PROTOTYPE. */
public record LogZInterval(
        double logZ,
        double lower,
        double upper,
        List<String> doubts,
        LogZEstimate forward,
        LogZEstimate fromModel,
        LogZEstimate fromData,
        double tail,
        int temperatures,
        long evaluations) {
    static final int PILOT = 128;
    static final int LONGEST = 20_000;
    static int SETTLE = 20;

    public static LogZInterval estimate(
            LogDensity target,
            Neighborhood graph,
            int[] rows,
            int count,
            AnnealingOptions options,
            RandomStreams streams,
            String name) {
        StateSpace space = target.space();
        int dimension = space.dimension();
        LongConsumer quiet = n -> {};
        AnnealingOptions few = options.withChains(PILOT);
        // Exploration from the uniform distribution, without the data.
        AnnealingPath path = AnnealingPath.of(IndependentModel.uniform(space), target, graph);
        Pilot first = Pilot.run(path, few, streams, name + "/explore");
        UniformRandomProvider random = streams.stream(name + "/pool");
        int[] pool = join(first.states(), draw(rows, count, dimension, PILOT, random));
        path = from(path, pool);
        Pilot second = Pilot.run(path, few, streams, name + "/second");
        Schedule coarse = second.schedule(
                (int) Math.min(LONGEST / 10, second.scheduleFor(0.5).steps()));
        AnnealedChains chains =
                AnnealedChains.forward(path, coarse, options.withChains(2 * PILOT), streams, name + "/coarse", quiet);
        LogZEstimate rough = LogZEstimate.of(chains.logWeights, 1, chains.tally().rowEvaluations());
        pool = join(
                resample(chains, 3 * PILOT / 2, true, random), strange(path, rows, count, dimension, PILOT / 2));
        path = from(path, pool);
        Pilot third = Pilot.run(path, few, streams, name + "/third");
        Schedule schedule = third.schedule(Math.min(LONGEST, third.scheduleFor(0.2).steps()));
        AnnealedChains forward =
                AnnealedChains.forward(path, schedule, options, streams, name + "/forward", quiet);
        LogZEstimate below = LogZEstimate.of(forward.logWeights, 1, forward.tally().rowEvaluations());
        int settle = Math.multiplyExact(options.proposals(), SETTLE);
        int half = options.chains() / 2;
        AnnealedChains model = AnnealedChains.backwardAfter(
                settle,
                path,
                schedule,
                resample(forward, half, false, random),
                options.withChains(half),
                streams,
                name + "/model",
                quiet);
        AnnealedChains data = AnnealedChains.backwardAfter(
                settle,
                path,
                schedule,
                draw(rows, count, dimension, half, random),
                options.withChains(half),
                streams,
                name + "/data",
                quiet);
        LogZEstimate ofModel = LogZEstimate.of(model.logWeights, -1, model.tally().rowEvaluations());
        LogZEstimate ofData = LogZEstimate.of(data.logWeights, -1, data.tally().rowEvaluations());
        double tail = ParetoTail.shape(forward.logWeights, 1);
        List<String> doubts = new ArrayList<>();
        if (below.effectiveSampleSize() < options.chains() / 10.0) {
            doubts.add("ess " + below.effectiveSampleSize());
        }
        if (tail > 0.7) {
            doubts.add(String.format(Locale.ROOT, "tail %.2f", tail));
        }
        disagreement(below, ofModel, "model", doubts);
        disagreement(below, ofData, "data", doubts);
        if (rough.lower() > below.upper()) {
            doubts.add("rough " + rough.lower());
        }
        double unreached = 0;
        for (double log : data.logWeights) {
            unreached += log - below.logZ() > Math.log(10) ? 1.0 / half : 0;
        }
        if (unreached > 0.02) {
            doubts.add(String.format(Locale.ROOT, "unreached %.3f", unreached));
        }
        double lower = Math.min(below.lower(), Math.min(ofModel.lower(), ofData.lower()));
        double upper = Math.max(below.upper(), Math.max(ofModel.upper(), ofData.upper()));
        long evaluations = below.evaluations() + ofModel.evaluations() + ofData.evaluations();
        return new LogZInterval(
                below.logZ(), lower, upper, doubts, below, ofModel, ofData, tail, schedule.steps(), evaluations);
    }

    private static void disagreement(LogZEstimate a, LogZEstimate b, String what, List<String> doubts) {
        double error = Math.hypot(a.standardError(), b.standardError());
        if (!(Math.abs(a.logZ() - b.logZ()) <= 4 * error + 0.02)) {
            doubts.add(String.format(Locale.ROOT, "%s %.3f", what, b.logZ() - a.logZ()));
        }
    }

    private static AnnealingPath from(AnnealingPath path, int[] pool) {
        StateSpace space = path.target().space();
        int dimension = space.dimension();
        int n = pool.length / dimension;
        double[][] counts = new double[dimension][];
        for (int d = 0; d < dimension; d++) {
            counts[d] = new double[space.cardinality(d)];
            Arrays.fill(counts[d], 1);
            for (int i = 0; i < n; i++) {
                counts[d][pool[i * dimension + d]]++;
            }
        }
        KernelDensity base = KernelDensity.fit(IndependentModel.of(space, counts), 0.2, pool, n);
        return AnnealingPath.of(base, path.target(), path.graph()).withJumps(pool, n);
    }

    /** The rows whose density is largest beside the base's. */
    private static int[] strange(AnnealingPath path, int[] rows, int count, int dimension, int n) {
        double[] targets = new double[count];
        double[] bases = new double[count];
        path.target().logDensities(rows, count, targets);
        path.base().logDensities(rows, count, bases);
        java.util.Set<List<Integer>> seen = new java.util.HashSet<>();
        return IntStream.range(0, count)
                .boxed()
                .sorted((i, j) -> Double.compare(targets[j] - bases[j], targets[i] - bases[i]))
                .filter(i -> seen.add(Arrays.stream(rows, i * dimension, (i + 1) * dimension)
                        .boxed()
                        .toList()))
                .limit(n)
                .flatMapToInt(i -> Arrays.stream(rows, i * dimension, (i + 1) * dimension))
                .toArray();
    }

    private static int[] draw(int[] rows, int count, int dimension, int n, UniformRandomProvider random) {
        int[] drawn = new int[n * dimension];
        for (int i = 0; i < n; i++) {
            System.arraycopy(rows, random.nextInt(count) * dimension, drawn, i * dimension, dimension);
        }
        return drawn;
    }

    private static int[] join(int[] a, int[] b) {
        int[] joined = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, joined, a.length, b.length);
        return joined;
    }

    private static int[] resample(AnnealedChains chains, int n, boolean truncated, UniformRandomProvider random) {
        double[] logs = chains.logWeights;
        double logMean = LogMean.of(logs, 0, logs.length, 1).value();
        double[] weights = new double[logs.length];
        double sum = 0;
        for (int i = 0; i < logs.length; i++) {
            weights[i] = Math.exp(logs[i] - logMean);
            if (truncated) {
                weights[i] = Math.min(weights[i], Math.sqrt(logs.length));
            }
            sum += weights[i];
        }
        int dimension = chains.space().dimension();
        int[] states = chains.states();
        int[] out = new int[n * dimension];
        double goal = random.nextDouble();
        double reached = 0;
        int i = -1;
        for (int j = 0; j < n; j++) {
            while (reached * n / sum <= goal + j && i < logs.length - 1) {
                reached += weights[++i];
            }
            System.arraycopy(states, i * dimension, out, j * dimension, dimension);
        }
        return out;
    }
}
