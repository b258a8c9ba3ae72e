package org.concretescore.nn.network;

import static org.concretescore.core.verify.TestStreams.STREAMS;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.space.StateSpace;
import org.concretescore.nn.plan.GradientCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Gradients of every network on random small shapes, against central differences and SameDiff. */
final class GradientsOfNetworksTest {

    private static int between(UniformRandomProvider random, int least, int most) {
        return least + random.nextInt(most - least + 1);
    }

    private static Integer[] widths(UniformRandomProvider random, int count) {
        return IntStream.range(0, count).mapToObj(i -> between(random, 1, 6)).toArray(Integer[]::new);
    }

    private static void check(String what, GraphNetwork network, UniformRandomProvider random) {
        int batch = between(random, 2, 4);
        if (what.matches(".*levels=\\[\\d+,.*")) {
            // Upsampled: ND4J's own gradient of it is wrong with channels last.
            GradientCheck.checkInDouble(what, network::graph, batch, random);
        } else {
            GradientCheck.check(what, network::graph, batch, random);
        }
    }

    @ParameterizedTest
    @EnumSource
    void mlp(Activation activation) {
        UniformRandomProvider random = STREAMS.stream("mlp", activation.ordinal());
        for (int layers = 0; layers <= 3; layers++) {
            Mlp mlp = Mlp.of(widths(random, layers)).withActivation(activation);
            int in = between(random, 1, 5);
            check(mlp + " of " + in, mlp.network(in, in, between(random, 1, 4)), random);
        }
    }

    @ParameterizedTest
    @EnumSource
    void made(Activation activation) {
        UniformRandomProvider random = STREAMS.stream("made", activation.ordinal());
        for (int layers = 0; layers <= 2; layers++) {
            int[] values = IntStream.range(0, between(random, 2, 4))
                    .map(i -> between(random, 2, 4))
                    .toArray();
            Made plain =
                    Made.of(widths(random, layers)).withActivation(activation).withOrder(Made.Order.SHUFFLED);
            StateSpace space = StateSpace.of(values);
            check(plain + " on " + space, plain.network(space, Encoding.CATEGORY, Made.outputWidth(space)), random);
            Integer width = between(random, 2, 5);
            Made residual = Made.of(
                            java.util.Collections.nCopies(layers + 1, width).toArray(Integer[]::new))
                    .withActivation(activation)
                    .withResidual(true);
            check(
                    residual + " on " + space,
                    residual.network(space, Encoding.ORDINAL, Made.outputWidth(space)),
                    random);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void unet(int levels) {
        UniformRandomProvider random = STREAMS.stream("unet", levels);
        for (Activation activation : Activation.values()) {
            for (int channels = 1; channels <= 3; channels += 2) {
                boolean odd = random.nextBoolean();
                int groups = between(random, 0, 2);
                List<Integer> widths = new ArrayList<>();
                for (int i = 0; i < levels; i++) {
                    widths.add(between(random, 1, 3) * Math.max(1, groups));
                }
                int height = odd && levels < 3 ? 6 : 4;
                UNet unet = new UNet(
                        height, levels < 3 ? 2 : 8, channels, widths, activation, groups, random.nextBoolean());
                int pixels = unet.height() * unet.width() * channels;
                int inputs = between(random, 1, 3);
                int outputs = between(random, 0, 2);
                GraphNetwork network = unet.network(inputs, outputs == 0 ? 1 : pixels * outputs);
                check(unet + ", inputs " + inputs + ", outputs " + outputs, network, random);
            }
        }
    }

    @Test
    void unetOfNoiseLevelsAndGroups() {
        UniformRandomProvider random = STREAMS.stream("noise");
        UNet unet = UNet.of(4, 4, 1)
                .withLevels(2, 4)
                .withActivation(Activation.SILU)
                .withGroups(2)
                .withNoiseLevel(true);
        check(unet.toString(), unet.network(4, 16 * 4), random);
        check(unet + ", summed", unet.network(1, 1), random);
    }
}
