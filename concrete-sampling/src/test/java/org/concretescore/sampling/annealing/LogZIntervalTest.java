package org.concretescore.sampling.annealing;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.baseline.IndependentModel;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.space.StateSpace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class LogZIntervalTest {

    /** An interval of three standard errors may miss, and doubts may be needless; the slow tests count how often. */
    private static final RandomStreams FIXED = new RandomStreams(1);

    static Stream<KnownModel> models() {
        return Stream.of(
                KnownModel.relations(FIXED.stream("relations"), 12, 2, 12),
                KnownModel.relations(FIXED.stream("more relations"), 12, 5, 12),
                KnownModel.modes(FIXED.stream("modes"), 16, 2, 8, 0.01, 0.02, false),
                KnownModel.modes(FIXED.stream("left out"), 12, 2, 4, 0.05, 0.2, true),
                KnownModel.modes(FIXED.stream("categories"), 5, 4, 6, 0.03, 0.02, false),
                KnownModel.table(FIXED.stream("rare"), StateSpace.of(3, 4, 5), 1.5, true),
                KnownModel.needle(FIXED.stream("needle"), 12, 0.1));
    }

    @ParameterizedTest
    @MethodSource("models")
    void holdsLogZ(KnownModel model) {
        LogZInterval interval = model.interval(200, FIXED);
        assertTrue(model.isIn(interval), () -> interval + " for " + model.logZ());
        assertEquals(model.logZ(), interval.logZ(), 0.15);
        assertTrue(interval.upper() - interval.lower() < 0.5, interval::toString);
        assertTrue(interval.isTrusted(), () -> interval.doubts().toString());
    }

    @Test
    void needsNoRows() {
        KnownModel model =
                KnownModel.relations(FIXED.stream("relations"), 10, 3, 8).withRows(new int[0], 0);
        LogZInterval interval = model.interval(200, FIXED);
        assertTrue(model.isIn(interval), () -> interval + " for " + model.logZ());
        assertEquals(interval.fromModel(), interval.fromRows());
    }

    @Test
    void tellsItsProgressAndDependsOnNoThreads() {
        KnownModel model = KnownModel.relations(STREAMS.stream("relations"), 8, 2, 8);
        LogZInterval[] intervals = new LogZInterval[2];
        for (int i = 0; i < 2; i++) {
            AnnealingOptions options = new AnnealingOptions(150, 8, 1 + 2 * i);
            Exploration exploration = explore(model, options, STREAMS);
            AtomicLong passed = new AtomicLong();
            intervals[i] = LogZInterval.estimate(
                    exploration, exploration.schedule(10), options, STREAMS, "threads", passed::addAndGet);
            assertEquals(2 * 150 * 10, passed.get());
            assertEquals(10, intervals[i].temperatures());
        }
        assertEquals(intervals[0], intervals[1]);
    }

    private static Exploration explore(KnownModel model, AnnealingOptions options, RandomStreams streams) {
        return Exploration.run(
                model.target(),
                Graphs.hamming(model.target().space()),
                model.rows(),
                model.count(),
                options,
                streams,
                "exploration");
    }

    /**
     * Two modes, of which plain annealing finds one: a broad basin around 0 and a narrow one, with as much
     * probability, at the opposite corner. Chains that begin at rows of the narrow one stand where no others come.
     */
    @Test
    void doubtsAModeThatOnlyTheDataKnow() {
        int dimension = 40;
        StateSpace space = StateSpace.binary(dimension);
        AnnealingPath path = AnnealingPath.of(
                IndependentModel.uniform(space),
                Targets.of(space, x -> {
                    int ones = Arrays.stream(x).sum();
                    return Math.max(-ones, 12 - 20.0 * (dimension - ones));
                }),
                Graphs.hamming(space));
        AnnealingOptions options = new AnnealingOptions(200, dimension, 2);
        Schedule schedule = Schedule.linear(50);
        AnnealedChains forward = Ais.run(path, schedule, options, STREAMS, "forward", t -> {});
        int[] rows = new int[200 * dimension];
        Arrays.fill(rows, 0, rows.length / 10, 1);
        AnnealedChains fromRows = AnnealedChains.backward(path, schedule, rows, 1, options, STREAMS, "rows", t -> {});
        int[] ends = Exploration.resample(forward, 200, Double.POSITIVE_INFINITY, STREAMS.stream("ends"));
        AnnealedChains fromModel = AnnealedChains.backward(path, schedule, ends, 1, options, STREAMS, "model", t -> {});
        LogZInterval interval = LogZInterval.of(Ais.estimate(forward), forward, fromModel, fromRows, 50);
        assertTrue(!interval.isTrusted());
        String doubts = String.join(" ", interval.doubts());
        assertTrue(doubts.contains("20 are at states where annealed chains rarely come"), doubts);
        assertTrue(!doubts.contains("coarser"), doubts);
        LogZEstimate more = new LogZEstimate(interval.upper() + 1, 0.1, 100, 0, 200, 0);
        doubts = String.join(
                " ", LogZInterval.of(more, forward, fromModel, fromRows, 50).doubts());
        assertTrue(doubts.contains("A coarser annealing found log Z to be at least"), doubts);
        // Backward chains estimate 1/Z, and the interval is the hull.
        assertEquals(
                -LogMean.of(fromModel.logWeights, 0, 200, -1).value(),
                interval.fromModel().logZ(),
                1e-12);
        assertEquals(
                -LogMean.of(fromRows.logWeights, 0, 200, -1).value(),
                interval.fromRows().logZ(),
                1e-12);
        List<LogZEstimate> three = List.of(interval.forward(), interval.fromModel(), interval.fromRows());
        assertEquals(three.stream().mapToDouble(LogZEstimate::lower).min().orElseThrow(), interval.lower());
        assertEquals(three.stream().mapToDouble(LogZEstimate::upper).max().orElseThrow(), interval.upper());
    }

    /** One step from the uniform distribution to a table that varies by ten nats: a few weights have it all. */
    @Test
    void doubtsWeightsOfWhichFewCount() {
        KnownModel model = KnownModel.table(STREAMS.stream("steep"), StateSpace.binary(12), 5, false);
        AnnealingPath path = AnnealingPath.of(
                IndependentModel.uniform(model.target().space()),
                model.target(),
                Graphs.hamming(model.target().space()));
        AnnealedChains chains =
                Ais.run(path, Schedule.linear(1), new AnnealingOptions(500, 1, 1), STREAMS, "few", t -> {});
        String doubts = String.join(" ", Doubts.of(chains));
        assertTrue(doubts.contains("effective sample size"), doubts);
        assertTrue(doubts.contains("Pareto tail of shape"), doubts);
    }

    /** Chains end in other states of a glass each, so that three rounds are run, and told of. */
    @Test
    void annealsAgainWhileThereAreDoubts() {
        AnnealingOptions options = new AnnealingOptions(101, 1, 1);
        Exploration exploration = explore(glass(), options, FIXED);
        List<Integer> rounds = new ArrayList<>();
        AtomicLong told = new AtomicLong();
        AtomicLong passed = new AtomicLong();
        LogZInterval interval = LogZRounds.run(exploration, Long.MAX_VALUE, options, 3, FIXED, "rounds", (round, n) -> {
            rounds.add(round);
            told.addAndGet(n);
            return passed::addAndGet;
        });
        assertTrue(!interval.isTrusted(), interval::toString);
        assertEquals(List.of(1, 2, 3), rounds);
        assertEquals(told.get(), passed.get());
        for (int number = 0; number < 2; number++) {
            int none = number;
            assertThrows(
                    IllegalArgumentException.class,
                    () -> LogZRounds.run(exploration, none, options, 1 - none, FIXED, "none", (round, n) -> t -> {}));
        }
    }

    /**
     * The first round has what temperatures the evaluations allow; a second one is begun if it can have half of them.
     */
    @Test
    void spendsNoMoreThanItMay() {
        AnnealingOptions options = new AnnealingOptions(101, 1, 1);
        Exploration exploration = explore(glass(), options, FIXED);
        int steps = exploration.steps();
        assertTrue(steps > 10, exploration::toString);
        // Of 101 chains and twice 50.
        long all = steps * 201L;
        assertEquals(List.of(201L), transitions(exploration, 1, options));
        assertEquals(List.of(5 * 201L), transitions(exploration, 6 * 201 - 1, options));
        assertEquals(List.of(all), transitions(exploration, all, options));
        // Three proposals in the second round, and a quarter of what is left is the pilot's.
        long half = (steps + 1) / 2 * 3 * 201L;
        List<Long> two = transitions(exploration, all + half * 4 / 3 + 4, options);
        assertEquals(2, two.size());
        assertEquals(all, two.get(0));
        assertTrue(two.get(1) <= half / 3, two::toString);
        assertEquals(
                1, transitions(exploration, all + half * 4 / 3 - 804, options).size());
    }

    private static List<Long> transitions(Exploration exploration, long evaluations, AnnealingOptions options) {
        List<Long> transitions = new ArrayList<>();
        LogZRounds.run(exploration, evaluations, options, 3, FIXED, "rounds", (round, n) -> {
            transitions.add(n);
            return passed -> {};
        });
        return transitions;
    }

    /** Each state of 40 bits has a log density that its neighbors say nothing about. Log Z is not known. */
    private static KnownModel glass() {
        StateSpace space = StateSpace.binary(40);
        int[] rows = new int[100 * 40];
        UniformRandomProvider random = FIXED.stream("glass");
        Arrays.setAll(rows, i -> random.nextInt(2));
        return new KnownModel(
                "glass",
                Targets.of(
                        space,
                        x -> -3
                                * Math.log(1
                                        - new SplittableRandom(Arrays.hashCode(x) * 0x9e3779b97f4a7c15L).nextDouble())),
                Double.NaN,
                rows,
                100);
    }

    /**
     * One value of 20 has all weight: a twentieth of the chains is effective, less than the tenth that is asked for.
     */
    @Test
    void doubtsATwentiethOfTheChains() {
        StateSpace space = StateSpace.of(20);
        AnnealingPath path = AnnealingPath.of(
                IndependentModel.uniform(space), Targets.of(space, x -> x[0] == 3 ? 40 : 0), Graphs.hamming(space));
        AnnealedChains chains =
                Ais.run(path, Schedule.linear(1), new AnnealingOptions(2000, 1, 1), STREAMS, "twentieth", t -> {});
        List<String> doubts = Doubts.of(chains);
        assertEquals(1, doubts.size(), doubts::toString);
        assertTrue(doubts.get(0).contains("effective sample size"), doubts::toString);
    }

    @Test
    void refusesTooFewChains() {
        KnownModel model = KnownModel.relations(STREAMS.stream("relations"), 8, 2, 8);
        AnnealingOptions options = new AnnealingOptions(7, 8, 1);
        Exploration exploration = explore(model, options, STREAMS);
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> LogZInterval.estimate(
                                exploration, exploration.schedule(5), options, STREAMS, "few", t -> {}))
                .getMessage();
        assertTrue(message.contains("chains must be at least 8, was 7"), message);
    }

    /** A draw by weights has each chain's end as often as its weight says, within one; cut-off weights likewise. */
    @Test
    void endsAreDrawnByTheirWeights() {
        StateSpace space = StateSpace.of(50);
        double[] logs = new double[50];
        Arrays.setAll(logs, k -> Math.log(k + 1));
        AnnealingPath path = AnnealingPath.of(
                IndependentModel.uniform(space), Targets.of(space, x -> logs[x[0]]), Graphs.hamming(space));
        AnnealedChains chains =
                Ais.run(path, Schedule.linear(1), new AnnealingOptions(40, 1, 1), STREAMS, "ends", t -> {});
        double[] weights = Arrays.stream(chains.logWeights()).map(Math::exp).toArray();
        double mean = Arrays.stream(weights).average().orElseThrow();
        for (double most : new double[] {Double.POSITIVE_INFINITY, 1}) {
            double sum =
                    Arrays.stream(weights).map(w -> Math.min(w, most * mean)).sum();
            double[] expected = new double[50];
            for (int c = 0; c < 40; c++) {
                expected[chains.states()[c]] += Math.min(weights[c], most * mean) / sum * 1000;
            }
            double[] drawn = new double[50];
            for (int state : Exploration.resample(chains, 1000, most, STREAMS.stream("draw"))) {
                drawn[state]++;
            }
            for (int k = 0; k < 50; k++) {
                // Several chains may have ended there.
                assertEquals(expected[k], drawn[k], 5, "value " + k);
            }
        }
    }
}
