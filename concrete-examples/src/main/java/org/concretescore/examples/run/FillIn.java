package org.concretescore.examples.run;

import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
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

/**
 * Draws the missing values of rows from their conditional distribution given the other values of the row: one run of chains
 * a row, from streams of the row's number.
 */
final class FillIn {
    private final PartialRows rows;
    private final Path file;
    private final String sampler;
    private final ScoreModel score;
    private final LogDensity density;

    private FillIn(PartialRows rows, Path file, String sampler, ScoreModel score, LogDensity density) {
        this.rows = rows;
        this.file = file;
        this.sampler = sampler;
        this.score = score;
        this.density = density;
    }

    /**
     * What is to be filled in.
     *
     * @param rows the rows
     * @param file where they are from
     * @param sampler one of {@link Samplers#NAMES}
     * @param score the score of all columns
     * @param density its density, or null if it has none
     * @return to draw by
     * @throws UsageException if the graph can't be clamped, or the sampler can't take what is left of one of the rows
     */
    static FillIn of(PartialRows rows, Path file, String sampler, ScoreModel score, LogDensity density) {
        FillIn task = new FillIn(rows, file, sampler, score, density);
        for (int row = 0; row < rows.count(); row++) {
            Clamping clamping = task.clamping(row);
            if (!clamping.space().hasAtMost(1)) {
                task.sampler(clamping);
            }
        }
        return task;
    }

    /** The sampler that rows are filled in by if none is asked for. */
    static String defaultSampler(ScoreModel score) {
        return CoordinateSlots.of(score.neighborhood())
                        .filter(CoordinateSlots::isComplete)
                        .isPresent()
                ? "gibbs"
                : Samplers.MH;
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

    private MeasuredSampler sampler(Clamping clamping) {
        ScoreModel conditional;
        try {
            conditional = ConditionalScore.of(score, clamping);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--given " + file + ": " + e.getMessage(), e);
        }
        return MeasuredSampler.of(
                sampler, conditional, density == null ? null : ConditionalDensity.of(density, clamping));
    }

    /**
     * Draws.
     *
     * @param request what is wanted of each row
     * @param streams where the generators come from
     * @param console hears how it goes
     * @return the full rows, all samples of the first row first, and the worst of the rows' diagnostics
     */
    Drawn draw(MeasuredSampler.Request request, RandomStreams streams, Console console) {
        int dimension = rows.schema().space().dimension();
        int n = request.samples();
        int[] states = new int[Math.multiplyExact(Math.multiplyExact(n, rows.count()), dimension)];
        int[] full = new int[n * dimension];
        MeasuredSampler.Effort effort = MeasuredSampler.Effort.ofMany(rows.count(), n);
        Worst worst = new Worst();
        try (Console.Progress progress = console.progress("rows", rows.count())) {
            for (int row = 0; row < rows.count(); row++) {
                Clamping clamping = clamping(row);
                int[] free = new int[n * clamping.space().dimension()];
                // Columns of one value each: there is one way to fill them in.
                if (!clamping.space().hasAtMost(1)) {
                    MeasuredSampler.Outcome outcome = sampler(clamping)
                            .draw(request, effort, streams, "chain of row " + row, worst.listening(row));
                    if (outcome.samples().stopped()) {
                        throw new StoppedException("sampling");
                    }
                    free = outcome.samples().states();
                    worst.add(outcome);
                }
                clamping.expand(free, n, full);
                System.arraycopy(full, 0, states, row * full.length, full.length);
                progress.at(row + 1, "");
            }
        }
        worst.tell(console);
        return worst.of(states);
    }

    /** The worst of all rows. */
    private final class Worst {
        private double acceptance = Double.NaN;
        private double ess = Double.NaN;
        private double rHat = Double.NaN;
        private boolean mixed = true;
        private Integer chains;
        private long burnIn;
        private long thinning;
        private long steps;
        /** What there was to say first, by row. */
        private final SortedMap<Integer, String> notes = new TreeMap<>();

        void add(MeasuredSampler.Outcome outcome) {
            acceptance = Drawn.smaller(acceptance, outcome.acceptance());
            ess = Drawn.smaller(ess, outcome.ess());
            rHat = -Drawn.smaller(-rHat, -outcome.rHat());
            mixed &= outcome.mixed();
            chains = chains == null ? outcome.chains() : Math.min(chains, outcome.chains());
            burnIn = Math.max(burnIn, outcome.burnIn());
            thinning = Math.max(thinning, outcome.thinning());
            steps += outcome.steps();
        }

        Console listening(int row) {
            return new Console() {
                @Override
                public void note(String line) {
                    notes.putIfAbsent(row, "row " + (row + 1) + " of " + file + ": " + line);
                }

                @Override
                public Progress progress(String task, long steps) {
                    return SILENT.progress(task, steps);
                }
            };
        }

        void tell(Console console) {
            if (!notes.isEmpty()) {
                console.note(notes.get(notes.firstKey())
                        + (notes.size() > 1 ? " (and " + (notes.size() - 1) + " more rows)" : ""));
            }
        }

        Drawn of(int[] states) {
            boolean any = chains != null;
            return new Drawn(
                    states,
                    any ? acceptance : 1,
                    ess,
                    rHat,
                    mixed,
                    chains,
                    any ? burnIn : null,
                    any ? thinning : null,
                    any ? steps : null,
                    null);
        }
    }
}
