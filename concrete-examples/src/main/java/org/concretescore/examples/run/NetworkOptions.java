package org.concretescore.examples.run;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.concretescore.core.data.Schema;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.objective.Objective;
import org.concretescore.core.score.Unit;
import org.concretescore.core.space.StateSpace;
import org.concretescore.nn.model.Family;
import org.concretescore.nn.model.NetworkSpec;
import org.concretescore.nn.network.Activation;
import org.concretescore.nn.network.Architecture;
import org.concretescore.nn.network.Encoding;
import org.concretescore.nn.network.Made;
import org.concretescore.nn.network.Mlp;
import org.concretescore.nn.network.Names;
import org.concretescore.nn.network.UNet;

/**
 * A model and its network. If an option is null, the model has its default.
 *
 * @param model the kind of model
 * @param widths the widths of the hidden layers, or the feature channels of a U-Net's levels
 * @param activation the function between the layers
 * @param encoding null for {@code category} if a column has labels or the model is a MADE, else {@code ordinal}
 * @param head the unit in which a free model answers
 * @param residual whether a MADE has residual blocks
 * @param order the order of a MADE's columns
 * @param masks the number of a MADE's masks
 * @param image height, width and channels of a U-Net's images; null for a square image of one channel, or 32,32,3
 * @param groups the groups of a U-Net's normalisation, 0 for none
 */
public record NetworkOptions(
        Model model,
        List<Integer> widths,
        Activation activation,
        Encoding encoding,
        Unit head,
        boolean residual,
        Made.Order order,
        int masks,
        List<Integer> image,
        int groups) {
    /** The models by their names on the command line. */
    public enum Model {
        /** A free perceptron. */
        MLP,
        /** A tied perceptron. */
        ENERGY,
        /** A normalised, autoregressive model. */
        MADE,
        /** A free U-Net. */
        UNET;

        /**
         * Returns a model by its name in lower case.
         *
         * @param name for instance {@code mlp}
         * @return the model
         * @throws IllegalArgumentException if there is no model of this name
         */
        public static Model parse(String name) {
            return Names.parse(Model.class, name);
        }

        /** Returns the name in lower case. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }

        boolean isFree() {
            return this == MLP || this == UNET;
        }
    }

    public NetworkOptions {
        widths = widths == null ? null : List.copyOf(widths);
        image = image == null ? null : List.copyOf(image);
        if (widths != null) {
            widths.forEach(width -> Checks.atLeast("--widths", width, 1));
        }
        Checks.isTrue(
                model.isFree() || head == Unit.LOG_RATIO, "--head", "raw", "log-ratio for the tied model " + model);
        Checks.isTrue(masks == 1 || model == Model.MADE, "--masks", masks, "1 for the model " + model);
        Checks.isTrue(!residual || model == Model.MADE, "--model", model, "made for --residual");
        Checks.isTrue(
                !residual || widths == null || widths.stream().distinct().count() == 1,
                "--widths",
                widths,
                "equal for --residual");
        Checks.isTrue(
                order == Made.Order.NATURAL || model == Model.MADE, "--order", order, "natural for the model " + model);
        Checks.isTrue(groups == 0 || model == Model.UNET, "--groups", groups, "0 for the model " + model);
        Checks.isTrue(image == null || model == Model.UNET, "--model", model, "unet for --image");
        if (image != null) {
            Checks.isTrue(image.size() == 2 || image.size() == 3, "--image", image, "H,W or H,W,C");
        }
        Checks.atLeast("--masks", masks, 1);
        Checks.atLeast("--groups", groups, 0);
    }

    /**
     * Returns the defaults of a model.
     *
     * @param model the kind of model
     * @return the options
     */
    public static NetworkOptions of(Model model) {
        return new NetworkOptions(model, null, null, null, Unit.LOG_RATIO, false, Made.Order.NATURAL, 1, null, 0);
    }

    /**
     * Returns a copy with other widths.
     *
     * @param values the widths of the hidden layers
     * @return new options
     */
    public NetworkOptions withWidths(List<Integer> values) {
        return new NetworkOptions(model, values, activation, encoding, head, residual, order, masks, image, groups);
    }

    /**
     * Returns a copy with another encoding.
     *
     * @param value how a state becomes the input of the network
     * @return new options
     */
    public NetworkOptions withEncoding(Encoding value) {
        return new NetworkOptions(model, widths, activation, value, head, residual, order, masks, image, groups);
    }

    /**
     * Returns the specification of the network for some data.
     *
     * @param graphSpec the neighborhood graph; null for {@code hamming}, or for a single column {@code cycle}
     * @param schema the columns of the data
     * @param objective the objective of the training; if it has several levels of noise, the network reads the level
     * @param seed the seed of a MADE's masks
     * @return the specification
     * @throws UsageException if the options do not fit the data; the message names the option
     */
    public NetworkSpec spec(GraphSpec graphSpec, Schema schema, Objective objective, long seed) {
        boolean noiseLevel = objective.noise().size() > 1;
        if (noiseLevel && model == Model.MADE) {
            throw new UsageException(
                    "--noise-levels: a made does not read the level of noise; give one level, or use another model");
        }
        Neighborhood graph = graphSpec != null ? graphSpec.on(schema.space()) : defaultGraph(schema.space());
        boolean labels = IntStream.range(0, schema.space().dimension()).anyMatch(schema::hasLabels);
        Encoding inputs =
                encoding != null ? encoding : labels || model == Model.MADE ? Encoding.CATEGORY : Encoding.ORDINAL;
        Family family =
                switch (model) {
                    case MLP, UNET -> Family.FREE;
                    case ENERGY -> Family.TIED;
                    case MADE -> Family.NORMALISED;
                };
        try {
            NetworkSpec spec = new NetworkSpec(
                    family, graph, architecture(graph.space().dimension(), noiseLevel, seed), inputs, head);
            // Widths that make too many parameters must be refused here, where the message can name them.
            spec.network().parameterCount();
            return spec;
        } catch (IllegalArgumentException e) {
            throw new UsageException(
                    "--model " + model + (widths == null ? "" : " --widths " + widths) + ": " + e.getMessage(), e);
        }
    }

    private static Neighborhood defaultGraph(StateSpace space) {
        return space.dimension() == 1 ? Graphs.cycle(space) : Graphs.hamming(space);
    }

    private Architecture architecture(int dimension, boolean noiseLevel, long seed) {
        return switch (model) {
            case MLP, ENERGY -> {
                Mlp mlp = Mlp.defaults();
                yield new Mlp(
                        widths != null ? widths : mlp.widths(),
                        activation != null ? activation : mlp.activation(),
                        noiseLevel);
            }
            case MADE -> {
                Made made = Made.defaults();
                yield new Made(
                        widths != null ? widths : made.widths(),
                        activation != null ? activation : made.activation(),
                        residual,
                        order,
                        masks,
                        seed);
            }
            case UNET -> {
                List<Integer> size = image != null ? image : square(dimension);
                UNet unet = UNet.of(size.get(0), size.get(1), size.size() == 3 ? size.get(2) : 1);
                yield new UNet(
                        unet.height(),
                        unet.width(),
                        unet.channels(),
                        widths != null ? widths : unet.levels(),
                        activation != null ? activation : unet.activation(),
                        groups,
                        noiseLevel);
            }
        };
    }

    private static List<Integer> square(int dimension) {
        if (dimension == 32 * 32 * 3) {
            return List.of(32, 32, 3);
        }
        int side = (int) Math.round(Math.sqrt(dimension));
        if (side * side != dimension) {
            throw new IllegalArgumentException(dimension + " columns are not a square image; give --image H,W,C");
        }
        return List.of(side, side);
    }
}
