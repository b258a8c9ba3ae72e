package org.concretescore.sampling.tempering;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.exact.Ising;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.score.LogDensity;
import org.concretescore.core.score.ScoreModel;
import org.concretescore.core.score.TableScore;
import org.concretescore.core.score.TiedScore;
import org.concretescore.core.space.StateSpace;
import org.concretescore.core.verify.MeanTest;
import org.concretescore.sampling.Support;
import org.concretescore.sampling.chain.Chains;
import org.concretescore.sampling.chain.ChainsFile;
import org.concretescore.sampling.chain.KernelChecks;
import org.concretescore.sampling.chain.MetropolisHastings;
import org.concretescore.sampling.chain.Samples;
import org.concretescore.sampling.chain.SamplingOptions;
import org.concretescore.sampling.chain.Tally;
import org.concretescore.sampling.diagnostics.TransitionMatrix;
import org.concretescore.sampling.verify.VerifyKernel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

final class TemperingTest {
    private static final List<Ladder> LADDERS =
            List.of(Ladder.of(1), Ladder.of(1, 0.4), Ladder.of(1, 0), Ladder.of(1, 0.7, 0.2), Ladder.of(1, 0.3, 0));

    @TempDir
    private Path folder;

    /** Rows, and how often and for how many states they were asked for. */
    private record Counted(ScoreModel model, AtomicLong calls, AtomicLong rows) implements ScoreModel {
        Counted(ScoreModel model) {
            this(model, new AtomicLong(), new AtomicLong());
        }

        @Override
        public Neighborhood neighborhood() {
            return model.neighborhood();
        }

        @Override
        public void logRatios(int[] states, int count, double[] logRatios) {
            calls.incrementAndGet();
            rows.addAndGet(count);
            model.logRatios(states, count, logRatios);
        }
    }

    /** The same law answered in rows only, whatever the model can do. */
    private static ScoreModel inRows(ScoreModel model) {
        return new Counted(model);
    }

    /** The product of the powers of p; {@code 0^0} is 0. */
    private static ExactDistribution product(ExactDistribution p, Ladder ladder, StateSpace space) {
        int n = (int) p.space().size();
        double[] weights = new double[(int) space.size()];
        Arrays.setAll(weights, rank -> {
            double weight = 1;
            int rest = rank;
            for (int t = ladder.replicas() - 1; t >= 0; t--) {
                double probability = p.probability(rest % n);
                weight *= probability == 0 ? 0 : Math.pow(probability, ladder.inverseTemperature(t));
                rest /= n;
            }
            return weight;
        });
        return ExactDistribution.of(space, weights);
    }

    private static void assertStationary(Tempering kernel, ExactDistribution p) {
        KernelChecks.assertStationary(kernel, product(p, kernel.ladder(), kernel.space()));
    }

    @Test
    void theProductOfThePowersIsStationary() {
        UniformRandomProvider random = STREAMS.stream("stationary");
        for (StateSpace space :
                List.of(StateSpace.of(1), StateSpace.of(5), StateSpace.binary(3), StateSpace.of(3, 1, 2))) {
            for (String name : List.of("hamming", "grid", "cycle-forward", "star")) {
                for (Ladder ladder : LADDERS) {
                    ExactDistribution p = Support.randomPmf(space, 4, random);
                    ScoreModel model = p.score(Graphs.parse(name, space));
                    assertStationary(Tempering.of(model, p, ladder, 2), p);
                    if (model.neighborhood().isSymmetric()) {
                        assertStationary(Tempering.of(TableScore.of(model), p, ladder, 1), p);
                    }
                }
            }
        }
    }

    /** Replica 0 goes everywhere, and so do all together: no other distribution is stationary. */
    @Test
    void theChainIsErgodic() {
        StateSpace space = StateSpace.binary(2);
        ExactDistribution p = ExactDistribution.of(space, 1, 5, 3, 2);
        for (Ladder ladder : List.of(Ladder.of(1, 0.4), Ladder.of(1, 0.7, 0.2))) {
            Tempering kernel = Tempering.of(p.score(Graphs.hamming(space)), p, ladder, 3);
            assertTrue(TransitionMatrix.of(kernel).mixingTime(0.1).isPresent(), ladder.toString());
        }
    }

    @Test
    void slotBySlotAndByRowsTheLawIsOne() {
        StateSpace space = StateSpace.of(3, 2);
        ExactDistribution p = Support.randomPmf(space, 4, STREAMS.stream("one"));
        for (Ladder ladder : LADDERS) {
            TableScore table = TableScore.of(p.score(Graphs.grid(space)));
            TransitionMatrix local = TransitionMatrix.of(Tempering.of(table, p, ladder));
            TransitionMatrix rows = TransitionMatrix.of(Tempering.of(inRows(table), p, ladder));
            for (int i = 0; i < local.size() * local.size(); i++) {
                int from = i / local.size();
                assertEquals(
                        rows.probability(from, i % local.size()), local.probability(from, i % local.size()), 1e-14);
            }
        }
    }

    @Test
    void aClassedScoreIsThatOfItsTable() {
        Ising ising = Ising.of(3, 3, 0.3, 0.1);
        Ladder ladder = Ladder.of(1);
        TransitionMatrix classed = TransitionMatrix.of(Tempering.of(ising, ising, ladder, 2));
        TransitionMatrix table = TransitionMatrix.of(Tempering.of(TableScore.of(ising), ising, ladder, 2));
        for (int y = 0; y < 512; y++) {
            assertEquals(table.probability(77, y), classed.probability(77, y), 1e-15);
        }
    }

    /** Two powers of a lattice of nine spins do not fit a matrix: chains of classes against chains of rows. */
    @Test
    void classesAreTemperedAsRowsAre() {
        Ising ising = Ising.of(3, 3, 0.25, 0.1);
        Ladder ladder = Ladder.of(1, 0.5, 0);
        SamplingOptions options = new SamplingOptions(1000, 20, 1, 1);
        double[][] means = new double[2][3];
        for (int i = 0; i < 2; i++) {
            Tempering kernel = Tempering.of(i == 0 ? ising : inRows(ising), ising, ladder);
            Samples samples = Samples.draw(kernel, Chains.atRandom(kernel.space(), 1000, STREAMS, "c" + i), options);
            for (int t = 0; t < 3; t++) {
                int[] states = samples.part(ising.space(), 9 * t).states();
                double[] energies = new double[1000];
                ising.statistics(states, 1000, energies);
                means[i][t] = Arrays.stream(energies).average().orElseThrow();
            }
        }
        for (int t = 0; t < 3; t++) {
            double b = ladder.inverseTemperature(t);
            double exact = exactEnergy(ising, b);
            double error = Math.sqrt(exactVariance(ising, b) / 1000);
            for (double[] mean : means) {
                new MeanTest(mean[t], exact, error).require("energy of replica " + t);
            }
        }
    }

    private static double[] moments(Ising ising, double b) {
        int n = (int) ising.space().size();
        int[] states = new int[n * 9];
        for (int rank = 0; rank < n; rank++) {
            ising.space().unrank(rank, states, rank * 9);
        }
        double[] energies = new double[n];
        ising.statistics(states, n, energies);
        double[] sums = new double[3];
        for (double energy : energies) {
            double weight = Math.exp(-b * energy);
            sums[0] += weight;
            sums[1] += weight * energy;
            sums[2] += weight * energy * energy;
        }
        return sums;
    }

    private static double exactEnergy(Ising ising, double b) {
        double[] sums = moments(ising, b);
        return sums[1] / sums[0];
    }

    private static double exactVariance(Ising ising, double b) {
        double[] sums = moments(ising, b);
        return sums[2] / sums[0] - sums[1] * sums[1] / sums[0] / sums[0];
    }

    /** One replica and one move a step are Metropolis-Hastings. */
    @Test
    void oneReplicaIsMetropolisHastings() {
        StateSpace space = StateSpace.of(3, 2);
        ExactDistribution p = Support.randomPmf(space, 3, STREAMS.stream("mh"));
        ScoreModel model = p.score(Graphs.hamming(space));
        TransitionMatrix expected = TransitionMatrix.of(MetropolisHastings.of(model));
        TransitionMatrix matrix = TransitionMatrix.of(Tempering.of(model, p, Ladder.of(1), 1));
        for (int i = 0; i < 36; i++) {
            assertEquals(expected.probability(i / 6, i % 6), matrix.probability(i / 6, i % 6), 1e-15);
        }
    }

    /** One bit of probabilities 1/4 and 3/4, at b = 1 and b = 0: replica 1 always flips. */
    @Test
    void aStepByHand() {
        StateSpace space = StateSpace.binary(1);
        ExactDistribution p = ExactDistribution.of(space, 1, 3);
        Tempering kernel = Tempering.of(p.score(Graphs.hamming(space)), p, Ladder.of(1, 0), 1);
        double[] law = new double[4];
        // To (1, 0) with 2/3, where a third is exchanged; to (0, 0) with 1/3.
        kernel.transitionProbabilities(new int[] {1, 1}, 0, law);
        assertArrayEquals(new double[] {1 / 3.0, 2 / 9.0, 4 / 9.0, 0}, law, 1e-15);
        // To (1, 1), certainly.
        kernel.transitionProbabilities(new int[] {9, 0, 0}, 1, law);
        assertArrayEquals(new double[] {0, 0, 0, 1}, law, 1e-15);
        // To (0, 1) with 1/3, exchanged certainly; to (1, 1) with 2/3.
        kernel.transitionProbabilities(new int[] {1, 0}, 0, law);
        assertArrayEquals(new double[] {0, 0, 1 / 3.0, 2 / 3.0}, law, 1e-15);
    }

    @Test
    void whereTheTargetVanishes() {
        StateSpace space = StateSpace.binary(2);
        ExactDistribution p = ExactDistribution.of(space, 1, 2, 0, 4);
        ScoreModel rows = p.score(Graphs.hamming(space));
        for (Ladder ladder : LADDERS) {
            // From the impossible state itself ratios are infinite.
            assertStationary(Tempering.of(rows, p, ladder, 2), p);
            assertStationary(Tempering.of(TableScore.of(rows), p, ladder, 2), p);
        }
        Tempering kernel = Tempering.of(rows, p, Ladder.of(1, 0), 1);
        double[] law = new double[16];
        kernel.transitionProbabilities(new int[] {1, 0, 0, 1}, 0, law);
        double impossible = 0;
        for (int rank = 0; rank < 16; rank++) {
            impossible += rank / 4 == 2 || rank % 4 == 2 ? law[rank] : 0;
        }
        assertEquals(0, impossible);
    }

    /** Frequencies after one step and after three, of 10^4 chains each. A false alarm in 10^5 runs. */
    @Test
    void chainsObeyTheEnumeratedLaw() {
        UniformRandomProvider random = STREAMS.stream("obey");
        for (String name : List.of("hamming", "cycle-forward")) {
            StateSpace space = name.equals("hamming") ? StateSpace.binary(2) : StateSpace.of(3);
            ExactDistribution p = Support.randomPmf(space, 3, random);
            ScoreModel model = p.score(Graphs.parse(name, space));
            for (Ladder ladder : LADDERS.subList(1, 5)) {
                for (ScoreModel of : List.of(model, TableScore.of(model))) {
                    Tempering kernel = Tempering.of(of, p, ladder, 2);
                    TransitionMatrix matrix = TransitionMatrix.of(kernel);
                    for (int steps : new int[] {1, 3}) {
                        int start = random.nextInt(matrix.size());
                        VerifyKernel.steps(kernel, matrix, start, steps, STREAMS);
                    }
                }
            }
        }
    }

    @Test
    void stepsMayBeDividedAtWill() {
        StateSpace space = StateSpace.of(3, 4);
        ExactDistribution p = Support.randomPmf(space, 3, STREAMS.stream("divided"));
        ScoreModel rows = p.score(Graphs.grid(space));
        for (Ladder ladder : LADDERS) {
            VerifyKernel.divisible(Tempering.of(rows, p, ladder), STREAMS);
            VerifyKernel.divisible(Tempering.of(TableScore.of(rows), p, ladder), STREAMS);
        }
        Ising ising = Ising.of(3, 4, 0.4);
        VerifyKernel.divisible(Tempering.of(ising, ising, LADDERS.get(3)), STREAMS);
    }

    @Test
    void threadsChangeNothing() {
        Ising ising = Ising.of(3, 3, 0.4);
        for (ScoreModel model : List.of(ising, inRows(ising))) {
            Tempering kernel = Tempering.of(model, ising, Ladder.of(1, 0.5));
            SamplingOptions options = new SamplingOptions(600, 5, 2, 1);
            Samples one = Samples.draw(kernel, Chains.atRandom(kernel.space(), 200, STREAMS, "threads"), options);
            Samples several = Samples.draw(
                    kernel, Chains.atRandom(kernel.space(), 200, STREAMS, "threads"), options.withThreads(3));
            assertArrayEquals(one.states(), several.states());
            assertEquals(one.tally().toString(), several.tally().toString());
        }
    }

    /** Answers that depend on the batch, as a network's do, and much more so: the file must hold rows and densities. */
    @Test
    void aFileGoesOnBitForBit() throws IOException {
        StateSpace space = StateSpace.of(3, 4);
        ExactDistribution p = Support.randomPmf(space, 3, STREAMS.stream("file"));
        ScoreModel exact = p.score(Graphs.grid(space));
        ScoreModel moody = new ScoreModel() {
            @Override
            public Neighborhood neighborhood() {
                return exact.neighborhood();
            }

            @Override
            public void logRatios(int[] states, int count, double[] logRatios) {
                exact.logRatios(states, count, logRatios);
                for (int i = 0; i < count * neighborhood().slots(); i++) {
                    logRatios[i] += 0.3 * Math.sin(count);
                }
            }
        };
        LogDensity moodyDensity = new LogDensity() {
            @Override
            public StateSpace space() {
                return space;
            }

            @Override
            public void logDensities(int[] states, int count, double[] logDensities) {
                p.logDensities(states, count, logDensities);
                for (int i = 0; i < count; i++) {
                    logDensities[i] += 0.3 * Math.sin(count + i);
                }
            }
        };
        for (ScoreModel model : List.of(moody, TableScore.of(exact))) {
            Path file = folder.resolve("a.chains");
            SamplingOptions options = new SamplingOptions(700, 0, 1, 1);
            Tempering kernel = Tempering.of(model, moodyDensity, Ladder.of(1, 0.5, 0.1));
            Chains chains = Chains.atRandom(kernel.space(), 70, STREAMS, "file");
            kernel.advance(chains, 5, new Tally());
            ChainsFile.write(file, chains, "tempering");
            Chains read = ChainsFile.read(file, "tempering");
            Chains forgetful = read.copy();
            int[] state = new int[6];
            for (int chain = 0; chain < 70; chain++) {
                // Where it stands already.
                forgetful.read(chain, state, 0);
                forgetful.move(chain, state, 0);
            }
            int[] expected = Samples.draw(kernel, chains, options).states();
            Tempering again = Tempering.of(model, moodyDensity, Ladder.of(1, 0.5, 0.1));
            assertArrayEquals(
                    expected, Samples.draw(again, read, options.withThreads(2)).states());
            assertFalse(Arrays.equals(
                    expected, Samples.draw(again, forgetful, options).states()));
        }
    }

    /**
     * A row an accepted move and one a replica at the beginning: exchanges, rejected moves and further calls cost none.
     */
    @Test
    void rowsFollowTheirStates() {
        StateSpace space = StateSpace.binary(4);
        ExactDistribution p = Support.randomPmf(space, 3, STREAMS.stream("rows"));
        Counted rows = new Counted(p.score(Graphs.hamming(space)));
        Tempering kernel = Tempering.of(rows, p, Ladder.of(1, 0.5, 0.2), 3);
        Chains chains = Chains.atRandom(kernel.space(), 50, STREAMS, "rows");
        Tally tally = new Tally();
        kernel.advance(chains, 7, tally);
        kernel.advance(chains, 1, tally);
        kernel.advance(chains, 12, tally);
        assertEquals(20 * 50 * 3 * 3, tally.proposals());
        assertEquals(tally.acceptances() + 150, tally.rowEvaluations());
        assertEquals(tally.rowEvaluations(), rows.rows().get());
        // At most one call for each of the moves of a step, all chains and replicas together.
        assertTrue(rows.calls().get() <= 1 + 20 * 3, rows.calls().toString());
    }

    /** Of 4000 chains' states after 30 steps, within five standard deviations: a false alarm in 10^6 runs. */
    @Test
    void swapRatesAreThoseOfTheProduct() {
        StateSpace space = StateSpace.binary(3);
        ExactDistribution p = Support.randomPmf(space, 6, STREAMS.stream("swaps"));
        Ladder ladder = Ladder.of(1, 0.3, 0);
        Tempering kernel = Tempering.of(p.score(Graphs.hamming(space)), p, ladder);
        Samples samples = Samples.draw(
                kernel, Chains.atRandom(kernel.space(), 4000, STREAMS, "swaps"), new SamplingOptions(4000, 30, 1, 1));
        double[] rates = kernel.swapRates(samples);
        assertEquals(2, rates.length);
        for (int t = 0; t < 2; t++) {
            double hot = ladder.inverseTemperature(t + 1);
            double cold = ladder.inverseTemperature(t);
            double sum = 0;
            double rate = 0;
            for (int x = 0; x < 8; x++) {
                for (int y = 0; y < 8; y++) {
                    double weight = Math.pow(p.probability(x), cold) * Math.pow(p.probability(y), hot);
                    double swapped = Math.pow(p.probability(y), cold) * Math.pow(p.probability(x), hot);
                    sum += weight;
                    rate += Math.min(weight, swapped);
                }
            }
            assertEquals(rate / sum, rates[t], 5 * 0.5 / Math.sqrt(4000));
        }
    }

    @Test
    void replicaZeroIsTheTargets() {
        Ising ising = Ising.of(4, 4, 0.5);
        Tempering kernel = Tempering.of(ising, ising, Ladder.of(1, 0.7, 0.4));
        Samples samples = Samples.draw(
                kernel, Chains.atRandom(kernel.space(), 1000, STREAMS, "cold"), new SamplingOptions(1000, 60, 1, 2));
        Samples cold = kernel.coldStates(samples);
        assertEquals(ising.space(), cold.space());
        assertEquals(1000, cold.count());
        int[] all = samples.states();
        for (int i = 0; i < 1000; i++) {
            assertArrayEquals(
                    Arrays.copyOfRange(all, i * 48, i * 48 + 16),
                    Arrays.copyOfRange(cold.states(), i * 16, i * 16 + 16));
        }
        double[] energies = new double[1000];
        ising.statistics(cold.states(), 1000, energies);
        MeanTest.of(energies, ising.meanStatistic()).require("energy of replica 0");
    }

    @Test
    void aTiedScoreBringsItsDensity() {
        StateSpace space = StateSpace.binary(2);
        ExactDistribution p = ExactDistribution.of(space, 1, 2, 3, 4);
        assertStationary(Tempering.of(TiedScore.of(p, Graphs.hamming(space)), Ladder.of(1, 0.2)), p);
    }

    @Test
    void allReplicasStartSideBySide() {
        StateSpace space = StateSpace.of(3, 2);
        ExactDistribution p = ExactDistribution.of(space, 1, 2, 3, 4, 5, 6);
        Tempering kernel = Tempering.of(p.score(Graphs.grid(space)), p, Ladder.of(1, 0.5));
        assertEquals(StateSpace.of(3, 2, 3, 2), kernel.space());
        assertArrayEquals(new int[] {2, 1, 2, 1, 0, 1, 0, 1}, kernel.side(new int[] {2, 1, 0, 1}, 2));
        assertRefused("count must be 0 to 2, was 3", () -> kernel.side(new int[4], 3));
        assertRefused("value 2", () -> kernel.side(new int[] {0, 2}, 1));
    }

    @Test
    void stepsAllocateNothing() {
        Ising ising = Ising.of(5, 5, 0.4);
        for (ScoreModel model : List.of(ising, inRows(ising))) {
            Tempering kernel = Tempering.of(model, ising, Ladder.of(1, 0.5, 0.1));
            Chains chains = Chains.atRandom(kernel.space(), 4, STREAMS, "bytes");
            assertTrue(KernelChecks.bytesPerStep(kernel, chains, 500) < 1);
        }
    }

    @Test
    void noNumberPassesThatIsNone() {
        StateSpace space = StateSpace.of(2);
        ExactDistribution p = ExactDistribution.of(space, 1, 2);
        Neighborhood graph = Graphs.hamming(space);
        ScoreModel broken = new ScoreModel() {
            @Override
            public Neighborhood neighborhood() {
                return graph;
            }

            @Override
            public void logRatios(int[] states, int count, double[] logRatios) {
                Arrays.fill(logRatios, 0, count, Double.NaN);
            }
        };
        LogDensity none = new LogDensity() {
            @Override
            public StateSpace space() {
                return space;
            }

            @Override
            public void logDensities(int[] states, int count, double[] logDensities) {
                Arrays.fill(logDensities, 0, count, Double.NaN);
            }
        };
        for (Tempering kernel : List.of(
                Tempering.of(broken, p, Ladder.of(1, 0.5)), Tempering.of(p.score(graph), none, Ladder.of(1, 0.5)))) {
            Chains chains = Chains.startingAt(kernel.space(), new int[] {1, 1}, 1, STREAMS, "nan");
            IllegalStateException e =
                    assertThrows(IllegalStateException.class, () -> kernel.advance(chains, 1, new Tally()));
            assertTrue(e.getMessage().contains("NaN"), e.getMessage());
            assertArrayEquals(new int[] {1, 1}, chains.states());
            assertThrows(
                    IllegalStateException.class,
                    () -> kernel.transitionProbabilities(new int[] {1, 1}, 0, new double[4]));
        }
    }

    private static void assertRefused(String words, Executable call) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, call);
        assertTrue(e.getMessage().contains(words), e.getMessage());
    }

    @Test
    void argumentsAreChecked() {
        StateSpace space = StateSpace.of(4);
        ExactDistribution p = ExactDistribution.of(space, 1, 2, 3, 4);
        ScoreModel model = p.score(Graphs.hamming(space));
        ScoreModel apart = p.score(Graphs.edges(space, new int[] {0, 1}, new int[] {2, 3}));
        ExactDistribution other = ExactDistribution.of(StateSpace.of(2), 1, 1);
        Ladder ladder = Ladder.of(1, 0.5);
        assertRefused("weakly connected", () -> Tempering.of(apart, p, ladder));
        assertRefused("the density was null", () -> Tempering.of(model, null, ladder));
        assertRefused("the density is on StateSpace[2]", () -> Tempering.of(model, other, ladder));
        assertRefused("moves must be at least 1, was 0", () -> Tempering.of(model, p, ladder, 0));
        Tempering kernel = Tempering.of(model, p, ladder);
        assertEquals(1, kernel.moves());
        Chains single = Chains.atRandom(space, 1, STREAMS, "single");
        assertRefused("the chains are on", () -> kernel.advance(single, 1, new Tally()));
        Samples samples = Samples.draw(MetropolisHastings.of(model), single, SamplingOptions.of(4));
        assertRefused("the samples are on", () -> kernel.coldStates(samples));
        assertRefused("the samples are on", () -> kernel.swapRates(samples));
    }
}
