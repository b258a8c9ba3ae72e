package org.concretescore.examples.run;

import java.util.function.Supplier;
import org.concretescore.core.score.LogDensity;
import org.concretescore.sampling.measured.Kernels;

/** The messages of the command line about {@code --sampler} and the options that belong to it. */
public final class SamplerOption {
    private SamplerOption() {}

    /**
     * Makes a sampler of a kernel. If the kernel can not sample the model, the message names the option.
     *
     * @param sampler the value of the option, one of {@link Kernels#NAMES}
     * @param density the log density of the model, or null if it does not have one
     * @param make makes the sampler
     * @param <T> the type of the sampler
     * @return the sampler
     * @throws UsageException if the kernel can not sample the model
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
                            ? "Gibbs with gradients needs a density with gradients, which a free model does not have"
                            : "a density corrects proposals of several columns at once, and a free model (mlp, unet)"
                                    + " does not have one; mh and gibbs do not need it");
        }
    }

    /** Returns the message for samplers that have nothing to adapt. */
    public static String nothingToAdapt(String names) {
        return "--adapt: " + names
                + " has nothing to adapt; dlp adapts its step, path-auxiliary its duration, and tempering its"
                + " ladder";
    }

    /** Refuses more chains than arrays can hold. If the number is null, it is measured. */
    static void requireRoom(Integer chains, int most) {
        if (chains != null && chains > most) {
            throw new UsageException("--chains must be at most " + most + " for this model, was " + chains);
        }
    }
}
