package org.concretescore.examples.bench;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.parallel.Workers;
import org.concretescore.nn.network.Network;
import org.concretescore.nn.plan.Pass;
import org.concretescore.nn.plan.Plan;
import org.concretescore.nn.plan.ScoreNetwork;
import org.concretescore.nn.train.Adam;

/**
 * A training step on a fixed batch, to be repeated: forward, loss, backward, the sum of the gradients, Adam. The batch
 * is divided into shards. Each replica has one thread, and the replicas take the shards in turn.
 */
public final class StepWork implements AutoCloseable {
    private static final int BLOCK = 1 << 14;

    private final ScoreNetwork network;
    private final Workers workers;
    private final Loss loss;
    private final int shard;
    private final int shards;
    private final Plan[] forwards;
    private final Plan[] plans;
    private final float[][] rows;
    private final float[][] outputs;
    private final float[][] seeds;
    private final float[] sum;
    /** A 1 for each parameter that the network's mask keeps, and a 0 for the others. */
    private final float[] kept;

    private final float[] parameters;
    private final Adam adam;
    private int steps;

    /** The gradient of a mean loss with respect to the outputs of some rows. */
    @FunctionalInterface
    public interface Loss {
        /**
         * Writes the gradient.
         *
         * @param shard the number of the shard, which has the rows {@code shard * count} to {@code (shard + 1) * count
         *     - 1}
         * @param outputs {@code [count, outputWidth]}
         * @param gradients receives the gradient, {@code [count, outputWidth]}
         */
        void gradients(int shard, float[] outputs, float[] gradients);
    }

    /**
     * Prepares the work.
     *
     * @param description the network
     * @param rows the batch, {@code [batch, inputWidth]}
     * @param shards the number of shards, which must divide the batch
     * @param threads the most replicas
     * @param loss the loss
     * @param random the generator that draws the initial parameters
     */
    public StepWork(
            Network description, float[] rows, int shards, int threads, Loss loss, UniformRandomProvider random) {
        this.loss = loss;
        this.shards = shards;
        int in = description.inputWidth();
        if (rows.length % (in * shards) != 0) {
            throw new IllegalArgumentException(
                    rows.length / in + " rows can't be divided into " + shards + " shards of equal size");
        }
        shard = rows.length / in / shards;
        network = description.open();
        workers = new Workers(Math.min(threads, shards));
        parameters = description.initialParameters(random);
        for (int i = 0; i < parameters.length; i++) {
            // The last layer begins at 0, so that the gradients of all other layers would be 0, too.
            parameters[i] += parameters[i] == 0 && description.masks() == 1 ? 0.01f * (random.nextFloat() - 0.5f) : 0;
        }
        description.applyMask(0, parameters);
        kept = new float[parameters.length];
        Arrays.fill(kept, 1);
        description.applyMask(0, kept);
        network.setParameters(parameters);
        sum = new float[parameters.length];
        adam = new Adam(parameters.length);
        this.rows = new float[shards][];
        for (int s = 0; s < shards; s++) {
            this.rows[s] = Arrays.copyOfRange(rows, s * shard * in, (s + 1) * shard * in);
        }
        int width = shard * description.outputWidth();
        plans = new Plan[workers.count()];
        forwards = new Plan[workers.count()];
        outputs = new float[workers.count()][width];
        seeds = new float[workers.count()][width];
        for (int t = 0; t < plans.length; t++) {
            plans[t] = network.plan(shard, Pass.TRAINING);
            forwards[t] = network.plan(shard, Pass.FORWARD);
        }
    }

    /** Does only the forward pass. */
    public void forward() {
        for (int first = 0; first < shards; first += plans.length) {
            int begin = first;
            workers.run(t -> {
                if (begin + t < shards) {
                    forwards[t].forward(rows[begin + t], shard, outputs[t]);
                }
            });
        }
    }

    /** Does a whole step. */
    public void step() {
        network.setParameters(parameters);
        for (int first = 0; first < shards; first += plans.length) {
            int begin = first;
            int used = Math.min(plans.length, shards - begin);
            workers.run(t -> {
                if (t < used) {
                    plans[t].forward(rows[begin + t], shard, outputs[t]);
                    loss.gradients(begin + t, outputs[t], seeds[t]);
                    plans[t].backward(seeds[t]);
                }
            });
            inParts((from, to) -> {
                for (int block = from; block < to; block += BLOCK) {
                    int end = Math.min(block + BLOCK, to);
                    if (begin == 0) {
                        Arrays.fill(sum, block, end, 0);
                    }
                    for (int t = 0; t < used; t++) {
                        plans[t].addGradients(block, end, sum);
                    }
                    if (begin + used == shards) {
                        for (int i = block; i < end; i++) {
                            sum[i] *= kept[i];
                        }
                    }
                }
            });
        }
        adam.begin(++steps, 1e-3);
        inParts((from, to) -> adam.step(parameters, sum, 1, 1, from, to));
    }

    /** Works on a part of the parameters. */
    private interface Part {
        void run(int from, int to);
    }

    /** Divides the parameters among the threads. */
    private void inParts(Part part) {
        int blocks = (sum.length + BLOCK - 1) / BLOCK;
        if (blocks < 2 * workers.count()) {
            part.run(0, sum.length);
            return;
        }
        workers.run(i -> {
            int from = blocks * i / workers.count() * BLOCK;
            int to = blocks * (i + 1) / workers.count() * BLOCK;
            part.run(from, Math.min(to, sum.length));
        });
    }

    @Override
    public void close() {
        workers.close();
        network.close();
    }
}
