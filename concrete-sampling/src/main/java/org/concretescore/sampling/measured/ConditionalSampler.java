package org.concretescore.sampling.measured;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.concretescore.core.data.PartialRows;
import org.concretescore.core.graph.CoordinateSlots;
import org.concretescore.core.parallel.StoppedException;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.Clamping;
import org.concretescore.core.score.ConditionalDensity;
import org.concretescore.core.score.ConditionalScore;
import org.concretescore.core.score.LogDensity;
import org.concretescore.core.score.ScoreModel;
import org.concretescore.core.space.Counts;
import org.concretescore.sampling.chain.SamplingListener;

/**
 * Draws the missing values of rows from their conditional distribution given the other values of the row. Each row has
 * its own chains, which run as long as their measured mixing needs. They draw from streams of the row's number, so that
 * the samples of a row do not depend on the values of the other rows. Immutable.
 *
 * <pre>{@code
 * Ising ising = Ising.of(3, 3, 0.3); // yours
 * Source csv = Source.of(new java.io.StringReader("1,,0,1,1,,0,0,1\n"), "rows"); // asks for two of nine values
 * PartialRows rows = PartialRows.read(csv, Schema.of(ising.space()));
 * ConditionalSampler sampler = ConditionalSampler.of(rows, ising.score(), ising);
 * int[] full = sampler.draw(SamplingRequest.of(10), new RandomStreams(1)).states(); // [1, 10, 9]
 * }</pre>
 */
public final class ConditionalSampler {
    private final PartialRows rows;
    private final ScoreModel score;
    private final LogDensity density;
    private final String kernel;
    private final int mostChains;

    private ConditionalSampler(PartialRows rows, ScoreModel score, LogDensity density, String kernel) {
        this.rows = rows;
        this.score = score;
        this.density = density;
        this.kernel = kernel;
        int most = Integer.MAX_VALUE;
        for (int row = 0; row < rows.count(); row++) {
            Clamping clamping = clamping(row);
            if (isOpen(clamping)) {
                most = Math.min(most, sampler(clamping).mostChains());
            }
        }
        this.mostChains = most;
    }

    /**
     * Returns a sampler with the {@linkplain #defaultKernel default kernel}.
     *
     * @param rows the rows
     * @param score the score of all coordinates
     * @param density its log density; null if it does not have one
     * @return the sampler
     * @throws IllegalArgumentException if rows and score are on different spaces, or the graph is not grid, torus or
     *     Hamming
     */
    public static ConditionalSampler of(PartialRows rows, ScoreModel score, LogDensity density) {
        Objects.requireNonNull(rows, "rows");
        return new ConditionalSampler(rows, score, density, defaultKernel(score));
    }

    /**
     * Returns a copy with another kernel.
     *
     * @param name one of {@link Kernels#NAMES}
     * @return a new sampler
     * @throws IllegalArgumentException if the kernel is not known, or does not accept the conditional model of one of
     *     the rows
     */
    public ConditionalSampler withKernel(String name) {
        return new ConditionalSampler(rows, score, density, name);
    }

    /**
     * Returns the kernel that draws from the conditional distributions of a score unless another one is given.
     *
     * @param score the score of all coordinates
     * @return {@link Kernels#GIBBS} if all values of a coordinate are neighbors, otherwise {@link Kernels#MH}
     */
    public static String defaultKernel(ScoreModel score) {
        return CoordinateSlots.of(score.neighborhood())
                        .filter(CoordinateSlots::isComplete)
                        .isPresent()
                ? Kernels.GIBBS
                : Kernels.MH;
    }

    /**
     * Returns the largest number of chains for which there is room, whichever row they fill in.
     *
     * @return at least 1
     * @see MeasuredSampler#mostChains
     */
    public int mostChains() {
        return mostChains;
    }

    /**
     * Draws the missing values of all rows without a listener.
     *
     * @param request the samples of each row, and the options of its chains
     * @param streams the source of the generators: chain c of row r draws from
     *     {@code streams.stream("chain of row " + r, c)}, with rows counted from 0
     * @return the full rows
     * @throws IllegalArgumentException if more than {@link #mostChains} are requested
     * @throws IllegalStateException if the model returns NaN for a proposed move
     * @throws StoppedException if the thread is interrupted
     */
    public ConditionalSamples draw(SamplingRequest request, RandomStreams streams) {
        return draw(request, streams, SamplingListener.SILENT);
    }

    /**
     * Draws the missing values of all rows.
     *
     * @param request the samples of each row, and the options of its chains
     * @param streams the source of the generators: chain c of row r draws from
     *     {@code streams.stream("chain of row " + r, c)}, with rows counted from 0
     * @param listener hears how many rows are done, and a note about the first row whose samples may not have the
     *     wanted quality; the note counts rows from 1
     * @return the full rows
     * @throws IllegalArgumentException if more than {@link #mostChains} are requested
     * @throws IllegalStateException if the model returns NaN for a proposed move
     * @throws StoppedException if the thread is interrupted
     */
    public ConditionalSamples draw(SamplingRequest request, RandomStreams streams, SamplingListener listener) {
        request.chains().ifPresent(this::requireRoom);
        int dimension = rows.schema().space().dimension();
        int n = request.samples();
        int[] states = new int[Math.multiplyExact(Math.multiplyExact(n, rows.count()), dimension)];
        int[] full = new int[n * dimension];
        Effort effort = Effort.ofMany(rows.count(), n);
        RunSummary worst = null;
        List<String> notes = new ArrayList<>();
        try (SamplingListener.Progress progress = listener.begin("rows", rows.count())) {
            for (int row = 0; row < rows.count(); row++) {
                Clamping clamping = clamping(row);
                int[] free = new int[n * clamping.space().dimension()];
                if (isOpen(clamping)) {
                    FirstNote heard = new FirstNote();
                    MeasuredSamples drawn =
                            sampler(clamping).draw(request, effort, streams, "chain of row " + row, heard);
                    if (drawn.samples().stopped()) {
                        throw new StoppedException("sampling");
                    }
                    free = drawn.samples().states();
                    worst = worst == null ? drawn.run() : worst.worst(drawn.run());
                    if (heard.sentence != null) {
                        notes.add("row " + (row + 1) + ": " + heard.sentence);
                    }
                }
                clamping.expand(free, n, full);
                System.arraycopy(full, 0, states, row * full.length, full.length);
                progress.at(row + 1);
            }
        }
        if (!notes.isEmpty()) {
            String others = " (and notes about " + Counts.of(notes.size() - 1, "other row") + ")";
            listener.note(notes.get(0) + (notes.size() > 1 ? others : ""));
        }
        return new ConditionalSamples(states, rows.count(), n, worst);
    }

    /** For instance {@code ConditionalSampler[gibbs, PartialRows[20 rows of Schema[4 columns, StateSpace[2^4]]]]}. */
    @Override
    public String toString() {
        return "ConditionalSampler[" + kernel + ", " + rows + "]";
    }

    private void requireRoom(int chains) {
        if (chains > mostChains) {
            throw new IllegalArgumentException("chains must be at most " + mostChains + ", was " + chains);
        }
    }

    private Clamping clamping(int row) {
        int[] values = rows.row(row);
        int[] given = IntStream.range(0, values.length)
                .filter(d -> values[d] != PartialRows.MISSING)
                .toArray();
        return Clamping.of(
                rows.schema().space(),
                given,
                IntStream.of(given).map(d -> values[d]).toArray());
    }

    /** Returns whether there is more than one way to fill in a row. */
    private static boolean isOpen(Clamping clamping) {
        return !clamping.space().hasAtMost(1);
    }

    private MeasuredSampler sampler(Clamping clamping) {
        ScoreModel conditional = ConditionalScore.of(score, clamping);
        return MeasuredSampler.of(
                kernel, conditional, density == null ? null : ConditionalDensity.of(density, clamping));
    }

    /** Keeps the first note about a row. */
    private static final class FirstNote implements SamplingListener {
        private String sentence;

        @Override
        public void note(String line) {
            sentence = sentence == null ? line : sentence;
        }
    }
}
