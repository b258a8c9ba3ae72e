package org.concretescore.examples.example;

import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.data.*;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.graph.*;
import org.concretescore.core.objective.*;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.Unit;
import org.concretescore.core.space.StateSpace;
import org.concretescore.core.verify.*;
import org.concretescore.nn.model.*;
import org.concretescore.nn.train.*;
import org.concretescore.sampling.chain.*;
import org.concretescore.sampling.verify.VerifyKernel;

/** One's own graph (a wheel), one's own loss and one's own proposal, each checked by the library before it is used. */
@SuppressWarnings("MissingOverride") // an example is shorter than 60 lines
public final class OwnGraph {
    /** A loss on the log ratio l of an edge, {@code phi(l) = e^(l/2)}; each end of the edge has half of it. */
    private record Exponential(String name) implements EdgeLoss {
        public Unit unit() {
            return Unit.LOG_RATIO;
        }

        public double out(double l) {
            return Math.exp(l / 2) / 2;
        }

        public double outSlope(double l) {
            return out(l) / 2;
        }

        public double in(double l) {
            return out(-l);
        }

        public double inSlope(double l) {
            return -outSlope(-l);
        }
    }

    /** Proposes every slot with the same probability from both ends of an edge, so that no correction is needed. */
    private record AnySlot(Neighborhood neighborhood) implements EnumerableProposal {
        public int draw(int[] states, int at, UniformRandomProvider random) {
            int slot = random.nextInt(neighborhood.slots());
            return neighborhood.neighbor(states, at, slot, new int[1], 0) ? slot : STAY;
        }

        public void probabilities(int[] states, int at, double[] probabilities) {
            for (int slot = 0; slot < neighborhood.slots(); slot++) {
                boolean there = neighborhood.neighbor(states, at, slot, new int[1], 0);
                probabilities[slot] = there ? 1.0 / neighborhood.slots() : 0;
            }
        }

        public double logCorrection(int[] states, int at, int slot) {
            return 0;
        }
    }

    public static void main(String[] arguments) {
        StateSpace space = StateSpace.of(6);
        Neighborhood wheel = Graphs.symmetrize(Graphs.edges(
                space, new int[][] {{0, 1}, {0, 2}, {0, 3}, {0, 4}, {0, 5}, {1, 2}, {2, 3}, {3, 4}, {4, 5}, {5, 1}}));
        EdgeLoss loss = new Exponential("exponential");
        Graphs.verify(wheel);
        Verify.edgeLoss(loss);
        ExactDistribution truth = ExactDistribution.of(space, 6, 1, 2, 3, 2, 1);
        RandomStreams streams = new RandomStreams(1);
        int[] rows = truth.sample(20_000, streams.stream("data"));
        Dataset data = Dataset.of(Schema.of(space), rows, 20_000);
        Trainer trainer = Trainer.of(TrainerOptions.defaults().withSteps(1000));
        try (NeuralModel model = trainer.fit(NetworkSpec.energy(wheel), EdgeObjective.full(loss), data, streams)
                .model()) {
            ExactDistribution learned = ExactDistribution.ofScores(model.score());
            MetropolisHastingsOptions options = MetropolisHastingsOptions.defaults();
            TransitionKernel kernel = ProposalKernel.of(model.score(), new AnySlot(wheel), options);
            VerifyKernel.kernel(kernel, learned, TestStreams.STREAMS);
            System.out.printf("total variation from the truth: %.3f%n", learned.tv(truth));
        }
    }
}
