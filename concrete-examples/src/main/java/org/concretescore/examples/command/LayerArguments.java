package org.concretescore.examples.command;

import java.util.List;
import org.concretescore.core.score.Unit;
import org.concretescore.examples.run.NetworkOptions;
import org.concretescore.nn.network.Activation;
import org.concretescore.nn.network.Encoding;
import org.concretescore.nn.network.Made;
import picocli.CommandLine.Option;

/** The layers of a network. */
final class LayerArguments {
    @Option(
            names = "--widths",
            paramLabel = "N,N,...",
            split = ",",
            hideParamSyntax = true,
            description =
                    "Widths of the hidden layers, of a residual made one for each block, of a unet the channels of its levels"
                            + " (default: 256,256; made 500,500; unet 32,64,128; arcsm, its score network, 64,64).")
    private List<Integer> widths;

    @Option(
            names = "--activation",
            paramLabel = "A",
            converter = Converters.Activations.class,
            description =
                    "tanh, relu, silu, elu or softplus (default: silu; made and unet relu; arcsm can't have relu).")
    private Activation activation;

    @StatesOnly
    @Option(names = "--residual", description = "made: residual blocks instead of plain layers.")
    private boolean residual;

    @StatesOnly
    @Option(
            names = "--order",
            paramLabel = "O",
            converter = Converters.Orders.class,
            description = "made: order of the columns, natural or shuffled (default: natural).")
    private Made.Order order = Made.Order.NATURAL;

    @StatesOnly
    @Option(
            names = "--masks",
            paramLabel = "N",
            description = "made: masks that training takes in turn and the model averages over (default: 1).")
    private int masks = 1;

    List<Integer> widths() {
        return widths;
    }

    Activation activation() {
        return activation;
    }

    NetworkOptions options(NetworkOptions.Model model, Encoding encoding, Unit head, List<Integer> image, int groups) {
        return new NetworkOptions(model, widths, activation, encoding, head, residual, order, masks, image, groups);
    }
}
