package org.concretescore.nn.network;

import static org.concretescore.nn.network.NetworkContract.assertMessage;

import java.util.List;
import org.concretescore.core.space.StateSpace;
import org.concretescore.core.vector.Answer;
import org.concretescore.core.vector.Mixture;
import org.junit.jupiter.api.Test;

/** Networks of more parameters than a vector can hold are refused before memory is taken for them. */
final class WideNetworksTest {
    private static final String TOO_MANY = " takes the network beyond 2147483647 parameters";
    private static final int WIDE = 100_000;

    @Test
    void layersAreRefused() {
        StateSpace space = StateSpace.binary(16);
        assertMessage(
                "W1 of shape [100000, 100000]" + TOO_MANY,
                () -> Mlp.of(WIDE, WIDE).network(4, 4, 1).parameterCount());
        assertMessage(
                "[100000, 100000]" + TOO_MANY,
                () -> Made.of(WIDE, WIDE).network(space, Encoding.CATEGORY, 16).parameterCount());
        assertMessage("[100000, 100000]" + TOO_MANY, () -> Made.of(WIDE)
                .withResidual(true)
                .network(space, Encoding.CATEGORY, 16)
                .parameterCount());
        assertMessage("[3, 3, 100000, 100000]" + TOO_MANY, () -> UNet.of(4, 4, 1)
                .withLevels(WIDE, WIDE)
                .network(space, Encoding.ORDINAL, 16)
                .parameterCount());
        assertMessage("[100000, 100000]" + TOO_MANY, () -> Arcsm.defaults()
                .withWidths(WIDE, WIDE)
                .network(3, Answer.CONDITIONALS)
                .parameterCount());
        assertMessage("[100000, 100000]" + TOO_MANY, () -> Arcsm.defaults()
                .withContext(16, WIDE, WIDE)
                .network(3, Answer.CONDITIONALS)
                .parameterCount());
        assertMessage(
                TOO_MANY, () -> Arcsm.defaults().withContext(1 << 24, 8, 8).network(1 << 10, Answer.CONDITIONALS));
        Mixture mixture = new Mixture(Mixture.Kind.LOGISTIC, 2);
        assertMessage("[100000, 100000]" + TOO_MANY, () -> new MixtureMade(
                        List.of(WIDE, WIDE), Activation.RELU, false, mixture)
                .network(3, Answer.MIXTURES)
                .parameterCount());
    }

    @Test
    void widthsHaveALimit() {
        assertMessage("widths must be at most 16777216, were [8, 2147483647]", () -> Mlp.of(8, Integer.MAX_VALUE));
        assertMessage("widths must be at most 16777216", () -> Made.of(Integer.MAX_VALUE));
        assertMessage("widths must be at most 16777216", () -> UNet.of(4, 4, 1).withLevels(Integer.MAX_VALUE));
        assertMessage("widths must be at most 16777216", () -> Arcsm.defaults().withWidths(Integer.MAX_VALUE));
    }
}
