package org.concretescore.examples.run;

import java.util.function.Supplier;
import org.concretescore.core.score.LogDensity;
import org.concretescore.sampling.measured.Kernels;

/** What the command line says of the option {@code --sampler} and of those that belong to it. */
public final class SamplerOption {
    private SamplerOption() {}

    /**
     * Makes something of a kernel, and names the option where the kernel can't take the model.
     *
     * @param sampler the option's value, one of {@link Kernels#NAMES}
     * @param density the log density of the model, or null if it has none
     * @param make makes it
     * @return what was made
     * @throws UsageException if the kernel can't take the model
     */
    public static <T> T make(String sampler, LogDensity density, Supplier<T> make) {
        try {
            requireDensity(sampler, density);
            return make.get();
        } catch (IllegalArgumentException e) {
            throw new UsageException("--sampler " + sampler + ": " + e.getMessage(), e);
        }
    }

    private static void requireDensity(String sampler, LogDensity density) {
        if (density == null && Kernels.needsDensity(sampler)) {
            throw new IllegalArgumentException(
                    sampler.equals("gwg")
                            ? "Gibbs with gradients needs a density with gradients, which a free model has not"
                            : "proposals of several columns at once are corrected by a density, which a"
                                    + " free model (mlp, unet) has not; mh and gibbs need none");
        }
    }

    /** What to say of samplers that have nothing to adapt. */
    public static String nothingToAdapt(String names) {
        return "--adapt: " + names
                + " has nothing to adapt; dlp has its step, path-auxiliary its duration, tempering its ladder";
    }

    /** Refuses more chains than there is room for; a null is left to measurement. */
    static void requireRoom(Integer chains, int most) {
        if (chains != null && chains > most) {
            throw new UsageException("--chains must be at most " + most + " for this model, was " + chains);
        }
    }
}
