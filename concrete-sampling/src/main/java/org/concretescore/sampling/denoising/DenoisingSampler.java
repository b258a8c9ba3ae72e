package org.concretescore.sampling.denoising;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.Function;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.noise.NoiseProcess;
import org.concretescore.core.parallel.StoppedException;
import org.concretescore.core.parallel.Workers;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.ScoreModel;
import org.concretescore.core.space.Counts;
import org.concretescore.core.space.StateSpace;
import org.concretescore.sampling.chain.Chains;
import org.concretescore.sampling.chain.EnumerableKernel;
import org.concretescore.sampling.chain.Tally;
import org.concretescore.sampling.chain.TransitionKernel;
import org.concretescore.sampling.diagnostics.TransitionMatrix;

/**
 * Draws samples from much noise to little: a {@link ReverseStep} leads from each level of a {@link NoiseSchedule} to the
 * next one, and a corrector may take some steps of a Markov kernel at the level that is reached. Immutable.
 *
 * <p>The result does not depend on the number of threads: chains are advanced in blocks of the same size, each with its
 * own generators. If the thread that runs the sampler is interrupted, it ends with a {@link StoppedException}, and the
 * chains are somewhere on the way.
 */
public final class DenoisingSampler {
    /** The chains that share an evaluation of the model. */
    private static final int BLOCK = 64;

    private static final int STATES = 1 << 14;

    private final ReverseStep step;
    private final NoiseSchedule schedule;
    /** Makes the corrector of a level, or null. */
    private final Function<? super ScoreModel, ? extends TransitionKernel> corrector;

    private final int corrections;

    private DenoisingSampler(
            ReverseStep step,
            NoiseSchedule schedule,
            Function<? super ScoreModel, ? extends TransitionKernel> corrector,
            int corrections) {
        this.step = Objects.requireNonNull(step, "step");
        this.schedule = Objects.requireNonNull(schedule, "schedule");
        this.corrector = corrector;
        this.corrections = corrections;
    }

    /**
     * Makes a sampler.
     *
     * @param step the step from level to level
     * @param schedule the levels
     * @return the sampler
     */
    public static DenoisingSampler of(ReverseStep step, NoiseSchedule schedule) {
        return new DenoisingSampler(step, schedule, null, 0);
    }

    /**
     * Returns a copy that takes steps of a Markov kernel at every level that is reached, except for level 0. A kernel
     * that leaves the distribution of its level alone brings the chains nearer to it.
     *
     * @param kernel makes the kernel of a level's score, say {@code MetropolisHastings::of}
     * @param steps the number of its steps at each level, at least 1
     * @return a new sampler
     * @throws IllegalArgumentException if {@code steps} is below 1
     */
    public DenoisingSampler withCorrector(Function<? super ScoreModel, ? extends TransitionKernel> kernel, int steps) {
        if (steps < 1) {
            throw new IllegalArgumentException("a corrector takes at least 1 step, was given " + steps);
        }
        return new DenoisingSampler(step, schedule, Objects.requireNonNull(kernel, "kernel"), steps);
    }

    /**
     * Draws samples.
     *
     * @param count the number of samples, at least 1
     * @param streams where the generators come from
     * @param threads the number of threads, at least 1; the result does not depend on it
     * @return the samples, {@code [count, D]}, row-major
     * @throws IllegalArgumentException if a number is below 1
     */
    public int[] sample(int count, RandomStreams streams, int threads) {
        Chains chains = start(count, streams);
        run(chains, threads);
        return chains.states();
    }

    /**
     * Makes chains at the first level. They are drawn at level 1, so that a schedule that begins below it begins with an
     * error.
     *
     * @param count the number of chains, at least 1
     * @param streams where the generators come from
     * @return the chains
     * @throws IllegalArgumentException if the number is below 1
     */
    public Chains start(int count, RandomStreams streams) {
        StateSpace space = step.denoiser().space();
        if (step.denoiser().noise() == NoiseProcess.UNIFORM) {
            return Chains.atRandom(space, count, streams, "denoising");
        }
        int[] masks = new int[Math.multiplyExact(Math.max(count, 0), space.dimension())];
        Arrays.setAll(masks, i -> space.cardinality(i % space.dimension()) - 1);
        return Chains.startingAt(space, masks, count, streams, "denoising");
    }

    /**
     * Takes chains through all levels. With absorbing noise, chains that hold values where others hold the mask keep
     * these values: their other coordinates are drawn given these.
     *
     * @param chains the chains at the first level, advanced in place
     * @param threads the number of threads, at least 1; the result does not depend on it
     * @return the proposals and moves of the corrector
     * @throws IllegalArgumentException if the chains are on another space, or {@code threads} is below 1
     */
    public Tally run(Chains chains, int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, was " + threads);
        }
        if (!chains.space().equals(step.denoiser().space())) {
            throw new IllegalArgumentException("the chains are on " + chains.space() + ", but the model is on "
                    + step.denoiser().space());
        }
        int blocks = (chains.count() + BLOCK - 1) / BLOCK;
        int parts = Math.min(threads, blocks);
        Tally[] tallies = new Tally[parts];
        Arrays.setAll(tallies, part -> new Tally());
        try (Workers workers = new Workers(parts)) {
            for (int i = 0; i < schedule.steps(); i++) {
                double level = schedule.level(i);
                double lower = schedule.level(i + 1);
                TransitionKernel kernel = kernel(lower);
                workers.run(part -> {
                    for (int block = part; block < blocks; block += parts) {
                        StoppedException.throwIfInterrupted("sampling");
                        int from = block * BLOCK;
                        int to = Math.min(chains.count(), from + BLOCK);
                        step.advance(chains, from, to, level, lower);
                        if (kernel != null) {
                            kernel.advance(chains, from, to, corrections, tallies[part]);
                        }
                    }
                });
            }
        }
        Tally tally = new Tally();
        for (Tally own : tallies) {
            tally.add(own);
        }
        return tally;
    }

    private TransitionKernel kernel(double level) {
        return corrector == null || level == 0
                ? null
                : corrector.apply(step.denoiser().at(level));
    }

    /**
     * Returns the exact distribution of the samples, as a product of the transition matrices of all steps.
     *
     * @return the law of what {@link #sample} draws
     * @throws IllegalArgumentException if the step is not an {@link EnumerableStep}, the corrector is not an
     *     {@link EnumerableKernel}, or there are too many states
     */
    public ExactDistribution law() {
        StateSpace space = step.denoiser().space();
        int n = space.enumerableSize(STATES, "the law of a sampler");
        if (!(step instanceof EnumerableStep enumerable)) {
            throw new IllegalArgumentException("the law of " + step + " can't be written down");
        }
        double[] law = new double[n];
        if (step.denoiser().noise() == NoiseProcess.UNIFORM) {
            Arrays.fill(law, 1.0 / n);
        } else {
            law[n - 1] = 1;
        }
        int[] state = new int[space.dimension()];
        for (int i = 0; i < schedule.steps(); i++) {
            double[] next = new double[n];
            for (int rank = 0; rank < n; rank++) {
                if (law[rank] > 0) {
                    space.unrank(rank, state, 0);
                    enumerable.addLaw(state, 0, schedule.level(i), schedule.level(i + 1), law[rank], next);
                }
            }
            law = corrected(next, schedule.level(i + 1));
        }
        return ExactDistribution.of(space, law);
    }

    private double[] corrected(double[] law, double level) {
        TransitionKernel kernel = kernel(level);
        if (kernel == null) {
            return law;
        }
        if (!(kernel instanceof EnumerableKernel enumerable)) {
            throw new IllegalArgumentException("the law of the corrector " + kernel + " can't be written down");
        }
        TransitionMatrix matrix = TransitionMatrix.of(enumerable);
        double[] from = law;
        for (int i = 0; i < corrections; i++) {
            double[] next = new double[law.length];
            for (int x = 0; x < law.length; x++) {
                for (int y = 0; from[x] > 0 && y < law.length; y++) {
                    next[y] += from[x] * matrix.probability(x, y);
                }
            }
            from = next;
        }
        return from;
    }

    @Override
    public String toString() {
        return "DenoisingSampler[" + step + ", " + schedule
                + (corrector == null ? "" : ", " + Counts.of(corrections, "correction") + " a level") + "]";
    }
}
