package org.concretescore.examples.command;

import java.util.List;
import org.concretescore.core.score.Unit;
import org.concretescore.examples.run.NetworkOptions;
import org.concretescore.nn.network.Activation;
import org.concretescore.nn.network.Encoding;
import org.concretescore.nn.network.Made;
import picocli.CommandLine.Option;

/** The arguments that describe the layers of a network. */
final class LayerArguments {
    @Option(
            names = "--widths",
            paramLabel = "N,N,...",
            split = ",",
            hideParamSyntax = true,
            description = "The widths of the hidden layers. For a residual made: one width per block; for a unet: the"
                    + " channels of its levels; for an arcsm: the widths of its score network (default:"
                    + " 256,256; made 500,500; unet 32,64,128; arcsm 64,64).")
    private List<Integer> widths;

    @Option(
            names = "--activation",
            paramLabel = "A",
            converter = Converters.Activations.class,
            description =
                    "The function between the layers: tanh, relu, silu, elu or softplus. An arcsm can not have relu"
                            + " (default: silu; made and unet relu).")
    private Activation activation;

    @StatesOnly
    @Option(names = "--residual", description = "For a made: residual blocks instead of plain layers.")
    private boolean residual;

    @StatesOnly
    @Option(
            names = "--order",
            paramLabel = "O",
            converter = Converters.Orders.class,
            description = "For a made: the order of the columns, natural or shuffled (default: natural).")
    private Made.Order order = Made.Order.NATURAL;

    @StatesOnly
    @Option(
            names = "--masks",
            paramLabel = "N",
            description = "For a made: the number of masks. Training uses them in turn, and the model averages over"
                    + " them (default: 1).")
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
