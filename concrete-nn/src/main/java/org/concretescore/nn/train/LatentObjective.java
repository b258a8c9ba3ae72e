package org.concretescore.nn.train;

import java.util.Objects;
import org.concretescore.core.latent.Estimator;
import org.concretescore.nn.latent.Relaxation;
import org.concretescore.nn.latent.Temperatures;

/**
 * The objective of training a latent variable model: the bound of m samples (equation 8) with one of the estimators of
 * its gradient.
 *
 * @param estimator the estimator of the gradient
 * @param samples m, for each data row
 * @param relaxation the form of the nodes while the model is trained
 * @param temperatures the temperatures of relaxed nodes; discrete nodes ignore them
 */
public record LatentObjective(Estimator estimator, int samples, Relaxation relaxation, Temperatures temperatures) {
    /**
     * Checks that the parts fit each other.
     *
     * @param estimator the estimator of the gradient
     * @param samples m, for each data row
     * @param relaxation the form of the nodes while the model is trained
     * @param temperatures the temperatures of relaxed nodes
     * @throws IllegalArgumentException if the estimator does not take so many samples, or does not suit the relaxation
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
     * Returns the objective of an estimator, with the relaxation and the temperatures that the paper uses for it.
     *
     * @param estimator the estimator of the gradient
     * @param samples m, for each data row
     * @param arity the number of states of a latent node
     * @return the objective
     * @throws IllegalArgumentException if the estimator does not take so many samples
     */
    public static LatentObjective of(Estimator estimator, int samples, int arity) {
        return new LatentObjective(estimator, samples, Relaxation.of(estimator), Temperatures.forArity(arity));
    }

    /** Returns everything that a training by this objective depends on. */
    String describe() {
        return estimator + " of " + samples + " samples, " + relaxation
                + (relaxation == Relaxation.DISCRETE
                        ? ""
                        : " at temperatures " + temperatures.posterior() + " and " + temperatures.prior());
    }

    /**
     * Returns a copy with another {@link #relaxation}.
     *
     * @param value the new value
     * @return a new objective
     * @throws IllegalArgumentException if the estimator does not suit it
     */
    public LatentObjective withRelaxation(Relaxation value) {
        return new LatentObjective(estimator, samples, value, temperatures);
    }

    /**
     * Returns a copy with other {@link #temperatures}.
     *
     * @param value the new value
     * @return a new objective
     */
    public LatentObjective withTemperatures(Temperatures value) {
        return new LatentObjective(estimator, samples, relaxation, value);
    }
}
