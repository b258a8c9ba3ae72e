package org.concretescore.nn.train;

import java.util.Objects;
import org.concretescore.core.latent.Estimator;
import org.concretescore.nn.latent.Relaxation;
import org.concretescore.nn.latent.Temperatures;

/**
 * What a latent variable model is trained by: the bound of m samples (equation 8) by one of the estimators of its gradient.
 *
 * @param estimator how the gradient is estimated
 * @param samples m, of each data row
 * @param relaxation what the nodes are while the model is trained
 * @param temperatures of the relaxed nodes; without meaning for discrete ones
 */
public record LatentObjective(Estimator estimator, int samples, Relaxation relaxation, Temperatures temperatures) {
    /**
     * Checks that they fit each other.
     *
     * @param estimator how the gradient is estimated
     * @param samples m, of each data row
     * @param relaxation what the nodes are while the model is trained
     * @param temperatures of the relaxed nodes
     * @throws IllegalArgumentException if the estimator does not take so many samples, or is none for the relaxation
     */
    public LatentObjective {
        Objects.requireNonNull(temperatures, "temperatures");
        Objects.requireNonNull(estimator, "estimator");
        Objects.requireNonNull(relaxation, "relaxation");
        estimator.requireSamples(samples);
        Relaxation own = Relaxation.of(estimator);
        boolean fits = relaxation == own
                || own == Relaxation.CONCRETE
                        && relaxation != Relaxation.DISCRETE
                        && relaxation != Relaxation.STRAIGHT_THROUGH;
        if (!fits) {
            throw new IllegalArgumentException(
                    "estimator " + estimator + " is for the relaxation " + own + ", was given " + relaxation);
        }
    }

    /**
     * An estimator with the relaxation and the temperatures that the paper has for it.
     *
     * @param estimator how the gradient is estimated
     * @param samples m, of each data row
     * @param arity the number of states of a latent node
     * @return the objective
     * @throws IllegalArgumentException if the estimator does not take so many samples
     */
    public static LatentObjective of(Estimator estimator, int samples, int arity) {
        return new LatentObjective(estimator, samples, Relaxation.of(estimator), Temperatures.forArity(arity));
    }

    /** All that a training by it depends on. */
    String describe() {
        return estimator + " of " + samples + " samples, " + relaxation
                + (relaxation == Relaxation.DISCRETE
                        ? ""
                        : " at temperatures " + temperatures.posterior() + " and " + temperatures.prior());
    }

    /**
     * The same with another {@link #relaxation}.
     *
     * @param value the new value
     * @return a new objective
     * @throws IllegalArgumentException if the estimator is none for it
     */
    public LatentObjective withRelaxation(Relaxation value) {
        return new LatentObjective(estimator, samples, value, temperatures);
    }

    /**
     * The same with other {@link #temperatures}.
     *
     * @param value the new value
     * @return a new objective
     */
    public LatentObjective withTemperatures(Temperatures value) {
        return new LatentObjective(estimator, samples, relaxation, value);
    }
}
