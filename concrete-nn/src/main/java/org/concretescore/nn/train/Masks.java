package org.concretescore.nn.train;

import java.util.Arrays;
import org.concretescore.nn.network.Network;
import org.concretescore.nn.plan.ScoreNetwork;

/** The masks of a network as vectors, and the parameters behind them. */
final class Masks {
    /** The number of entries of masks that are kept from step to step: 128 MiB. */
    private static final long KEPT = 1L << 25;

    private final Network network;
    private final Blocks blocks;
    /** For each mask, 1 where it keeps a connection. If they would be too many, one vector serves all in turn. */
    private final float[][] kept;
    /** The mask of each vector. */
    private final int[] keptOf;
    /** The parameters behind the current mask. Null if there is one mask, behind which all parameters stay. */
    private final float[] masked;

    Masks(Network network, Blocks blocks) {
        this.network = network;
        this.blocks = blocks;
        boolean keepsAll = (long) network.masks() * blocks.length() <= KEPT;
        kept = new float[keepsAll ? network.masks() : 1][];
        keptOf = new int[kept.length];
        Arrays.fill(keptOf, -1);
        masked = network.masks() > 1 ? new float[blocks.length()] : null;
    }

    /** Returns the number of masks. */
    int count() {
        return network.masks();
    }

    /** Returns 1 where a mask keeps a connection and 0 where it removes it; null for a network that keeps all. */
    float[] kept(int mask) {
        int index = mask % kept.length;
        if (keptOf[index] != mask) {
            float[] ones = kept[index] == null ? new float[blocks.length()] : kept[index];
            Arrays.fill(ones, 1);
            network.applyMask(mask, ones);
            boolean all = true;
            for (float k : ones) {
                all &= k == 1;
            }
            kept[index] = all ? null : ones;
            keptOf[index] = mask;
        }
        return kept[index];
    }

    /** Gives an open network the parameters behind a mask. */
    void setParameters(ScoreNetwork open, float[] parameters, int mask) {
        if (masked == null) {
            open.setParameters(parameters);
            return;
        }
        float[] ones = kept(mask);
        blocks.run((from, to) -> {
            for (int i = from; i < to; i++) {
                masked[i] = ones == null ? parameters[i] : ones[i] * parameters[i];
            }
        });
        open.setParameters(masked);
    }
}
