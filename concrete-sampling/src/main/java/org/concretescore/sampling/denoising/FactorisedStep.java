package org.concretescore.sampling.denoising;

import java.util.Arrays;
import java.util.Objects;
import org.concretescore.core.noise.Denoiser;
import org.concretescore.core.space.StateSpace;
import org.concretescore.sampling.chain.Chains;

/**
 * A step that all coordinates take at once, each by the law of a {@link Predictor}. One evaluation of the model serves
 * all chains of a call. With absorbing noise, coordinates that are seen stay as they are, so that chains which start
 * with some of them given are samples of the others (infilling).
 */
public final class FactorisedStep implements EnumerableStep {
    private final Denoiser denoiser;
    private final Predictor predictor;
    private final int mostValues;

    private FactorisedStep(Denoiser denoiser, Predictor predictor) {
        this.denoiser = denoiser;
        this.predictor = predictor;
        mostValues = Arrays.stream(denoiser.space().cardinalities()).max().orElseThrow();
    }

    /**
     * Makes the step.
     *
     * @param denoiser the model
     * @param predictor the law of a coordinate
     * @return the step
     */
    public static FactorisedStep of(Denoiser denoiser, Predictor predictor) {
        return new FactorisedStep(denoiser, Objects.requireNonNull(predictor, "predictor"));
    }

    @Override
    public Denoiser denoiser() {
        return denoiser;
    }

    @Override
    public void advance(Chains chains, int from, int to, double level, double lower) {
        Rows rows = Rows.read(chains, from, to);
        double[] posteriors = rows.posteriors(denoiser, level);
        StateSpace space = denoiser.space();
        double[] law = new double[mostValues];
        int first = 0;
        for (int chain = from; chain < to; chain++) {
            int at = (chain - from) * space.dimension();
            for (int d = 0; d < space.dimension(); d++) {
                int k = space.cardinality(d);
                predictor.law(denoiser.noise(), posteriors, first, k, rows.states()[at + d], level, lower, law);
                rows.states()[at + d] = Rows.draw(law, 0, k, chains.random(chain));
                first += k;
            }
            chains.move(chain, rows.states(), at);
        }
    }

    @Override
    public void addLaw(int[] states, int at, double level, double lower, double weight, double[] probabilities) {
        StateSpace space = denoiser.space();
        int dimension = space.dimension();
        double[] posteriors = new double[denoiser.width()];
        denoiser.posteriors(Arrays.copyOfRange(states, at, at + dimension), 1, new double[] {level}, posteriors);
        double[] law = new double[mostValues];
        // The product of the coordinates' laws, built up by rank: the last coordinate changes fastest.
        double[] product = {weight};
        int first = 0;
        for (int d = 0; d < dimension; d++) {
            int k = space.cardinality(d);
            predictor.law(denoiser.noise(), posteriors, first, k, states[at + d], level, lower, law);
            double[] longer = new double[product.length * k];
            for (int i = 0; i < longer.length; i++) {
                longer[i] = product[i / k] * law[i % k];
            }
            product = longer;
            first += k;
        }
        for (int rank = 0; rank < product.length; rank++) {
            probabilities[rank] += product[rank];
        }
    }

    @Override
    public String toString() {
        return "FactorisedStep[" + predictor + ", " + denoiser + "]";
    }
}
