package org.concretescore.nn.latent;

import java.util.ArrayList;
import java.util.List;
import org.concretescore.core.data.Dataset;
import org.concretescore.nn.plan.internal.ParameterCount;

/**
 * The shape of a model with discrete latent variables, in the paper's notation (section 5.1), read in the order of
 * sampling. {@code 240H-200H~784V} draws 240 latent units, then 200 others given them, and then 784 observed units
 * given these. {@code 392V-240H-392V} predicts 392 observed units given 392 others. {@code -} stands for a linear
 * conditional, {@code ~} for one with two tanh layers. Immutable.
 *
 * <p>Observed units are bits, latent units have values in {-1, 1}. A layer of H units of arity n consists of
 * {@code H / log2(n)} independent nodes, each of which draws one of n corners of the cube of {@code log2(n)} units.
 * Node j holds the units {@code j log2(n), ...}, and bit b of a corner's number is the b-th of them.
 *
 * <p>The tanh layers of {@code ~} are as wide as the stochastic layer before them (appendix D.1). Observed units are
 * not a stochastic layer, so tanh layers that begin there are as wide as the layer that they lead to.
 *
 * @param widths the numbers of units, observed ones included, in the notation's order
 * @param nonlinear for each layer but the first, whether its conditional is {@code ~}
 * @param structured whether the first layer is observed: structured prediction
 * @param arity n, the number of states of a latent node
 */
public record LatentSpec(List<Integer> widths, List<Boolean> nonlinear, boolean structured, int arity) {
    /** The number of digits of a width, which must fit an int. */
    private static final int DIGITS = 9;

    /**
     * Checks the shape.
     *
     * @param widths the numbers of units, observed ones included, in the notation's order
     * @param nonlinear for each layer but the first, whether its conditional is {@code ~}
     * @param structured whether the first layer is observed
     * @param arity n, the number of states of a latent node
     * @throws IllegalArgumentException if there is no latent layer, a width is below 1, above
     *     {@link ParameterCount#WIDEST} or, for a latent layer, not a multiple of
     *     {@code log2(arity)}, the arity is not 2, 4, 8 or 16, or the lists do not fit each other
     */
    public LatentSpec {
        widths = List.copyOf(widths);
        nonlinear = List.copyOf(nonlinear);
        if (arity != 2 && arity != 4 && arity != 8 && arity != 16) {
            throw new IllegalArgumentException("arity must be 2, 4, 8 or 16, was " + arity);
        }
        int least = structured ? 3 : 2;
        if (widths.size() < least) {
            throw new IllegalArgumentException(
                    "widths must be at least " + least + ", one of them latent, were " + widths);
        }
        if (nonlinear.size() != widths.size() - 1) {
            throw new IllegalArgumentException(
                    "nonlinear must have one entry per conditional, " + (widths.size() - 1) + ", was " + nonlinear);
        }
        int bits = Integer.numberOfTrailingZeros(arity);
        for (int i = 0; i < widths.size(); i++) {
            int width = widths.get(i);
            if (width < 1) {
                throw new IllegalArgumentException("widths must be at least 1, were " + widths);
            }
            if (width > ParameterCount.WIDEST) {
                throw new IllegalArgumentException(
                        "widths must be at most " + ParameterCount.WIDEST + ", were " + widths);
            }
            boolean latent = i < widths.size() - 1 && !(structured && i == 0);
            if (latent && width % bits != 0) {
                throw new IllegalArgumentException("a latent layer of " + width
                        + " units can't be divided into nodes of " + bits + " units; arity was " + arity);
            }
        }
    }

    /**
     * Reads the paper's notation.
     *
     * @param notation for instance {@code 200H~784V}, {@code 240H-240H-784V} or {@code 392V-240H-392V}
     * @param arity n, the number of states of a latent node
     * @return the shape
     * @throws IllegalArgumentException if the notation can't be read, or the shape is not possible
     */
    public static LatentSpec parse(String notation, int arity) {
        List<Integer> widths = new ArrayList<>();
        List<Boolean> nonlinear = new ArrayList<>();
        boolean structured = false;
        int at = 0;
        while (true) {
            int from = at;
            while (at < notation.length() && Character.isDigit(notation.charAt(at))) {
                at++;
            }
            if (at == from || at == notation.length()) {
                throw unreadable(notation, from, "a number of units and H or V");
            }
            if (at - from > DIGITS) {
                throw unreadable(notation, from, "a number of units of at most " + DIGITS + " digits");
            }
            widths.add(Integer.parseInt(notation.substring(from, at)));
            boolean first = widths.size() == 1;
            char kind = notation.charAt(at++);
            boolean last = at == notation.length();
            if (kind == 'V' && first && !last) {
                structured = true;
            } else if (kind != (last ? 'V' : 'H')) {
                throw unreadable(notation, at - 1, last ? "V, because the last layer is observed" : "H");
            }
            if (last) {
                return new LatentSpec(widths, nonlinear, structured, arity);
            }
            char connector = notation.charAt(at++);
            if (connector != '-' && connector != '~') {
                throw unreadable(notation, at - 1, "- or ~");
            }
            nonlinear.add(connector == '~');
        }
    }

    private static IllegalArgumentException unreadable(String notation, int at, String expected) {
        return new IllegalArgumentException(
                "layers '" + notation + "' can't be read at character " + (at + 1) + ": expected " + expected);
    }

    /**
     * Returns the number of latent layers.
     *
     * @return L, at least 1
     */
    public int layers() {
        return widths.size() - (structured ? 2 : 1);
    }

    /**
     * Returns the number of units that are predicted, or whose distribution is learned.
     *
     * @return at least 1
     */
    public int observed() {
        return widths.get(widths.size() - 1);
    }

    /**
     * Returns the number of observed units that are given.
     *
     * @return 0 without structured prediction
     */
    public int given() {
        return structured ? widths.get(0) : 0;
    }

    /**
     * Returns the number of values in a data row. The given ones come first.
     *
     * @return the sum of given and observed units
     */
    public int dataWidth() {
        return given() + observed();
    }

    /**
     * Returns the number of data values that the first conditional of the sampled layers sees.
     *
     * @return the given units in structured prediction, otherwise the observed ones
     */
    public int sourceWidth() {
        return structured ? given() : observed();
    }

    /**
     * Returns the units of a latent layer. Layers are numbered in the order in which they are drawn in training: from
     * the data up for density estimation (layer 0 is next to the observed units), and from the given units on in
     * structured prediction.
     *
     * @param layer the number of the layer, from 0
     * @return the number of units
     */
    public int units(int layer) {
        return structured ? widths.get(layer + 1) : widths.get(layers() - 1 - layer);
    }

    /**
     * Returns whether the conditional from layer - 1, or for layer 0 from the data, to a latent layer is non-linear.
     *
     * @param layer the number of the layer, from 0
     * @return true if there are deterministic layers between
     */
    public boolean nonlinearTo(int layer) {
        return structured ? nonlinear.get(layer) : nonlinear.get(layers() - 1 - layer);
    }

    /**
     * Returns whether the conditional of the predicted units is non-linear.
     *
     * @return true if there are deterministic layers between
     */
    public boolean nonlinearToObserved() {
        return nonlinear.get(nonlinear.size() - 1);
    }

    /**
     * Returns the latent layer that the predicted units are drawn from.
     *
     * @return its number
     */
    public int lastLayer() {
        return structured ? layers() - 1 : 0;
    }

    /**
     * Returns the units of a node.
     *
     * @return the binary logarithm of the arity
     */
    public int bits() {
        return Integer.numberOfTrailingZeros(arity);
    }

    /**
     * Returns the nodes of a latent layer.
     *
     * @param layer the number of the layer, from 0
     * @return the number of nodes
     */
    public int nodes(int layer) {
        return units(layer) / bits();
    }

    /**
     * Returns the number of logits of a latent layer, which is also the number of noise values that a sample of it
     * takes.
     *
     * @param layer the number of the layer, from 0
     * @return one per unit if they are binary, otherwise n per node
     */
    public int logits(int layer) {
        return arity == 2 ? units(layer) : nodes(layer) * arity;
    }

    /**
     * Returns the number of noise values that one sample of all latent layers takes.
     *
     * @return one per unit if they are binary, otherwise n per node
     */
    public int noiseWidth() {
        int width = 0;
        for (int layer = 0; layer < layers(); layer++) {
            width += logits(layer);
        }
        return width;
    }

    /**
     * Returns the layers in the paper's notation.
     *
     * @return the text that {@link #parse} reads
     */
    public String notation() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < widths.size(); i++) {
            if (i > 0) {
                text.append(nonlinear.get(i - 1) ? '~' : '-');
            }
            boolean observed = i == widths.size() - 1 || structured && i == 0;
            text.append(widths.get(i)).append(observed ? 'V' : 'H');
        }
        return text.toString();
    }

    /** Returns the notation, with the arity behind it if that is not 2. */
    @Override
    public String toString() {
        return notation() + (arity == 2 ? "" : " of arity " + arity);
    }

    /**
     * Checks that data suits such a model.
     *
     * @param data the data
     * @throws IllegalArgumentException if it does not have {@link #dataWidth} bits, or is weighted
     */
    public void requireData(Dataset data) {
        int width = data.space().dimension();
        if (width != dataWidth()) {
            throw new IllegalArgumentException(
                    "data must have " + dataWidth() + " columns for " + notation() + ", has " + width);
        }
        if (!data.space().isBinary()) {
            throw new IllegalArgumentException("data must be bits: " + data.space());
        }
        if (data.isWeighted()) {
            throw new IllegalArgumentException("data must not be weighted: " + data);
        }
    }
}
