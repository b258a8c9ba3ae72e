package org.concretescore.examples.relaxed;

import java.util.ArrayList;
import java.util.List;
import org.concretescore.examples.run.Console;
import org.concretescore.examples.run.UsageException;
import org.concretescore.nn.latent.Temperatures;
import org.concretescore.nn.train.LatentTrainer;

/** One training of {@link Relaxed}. */
record RelaxedJob(RelaxedMethod method, int m, Temperatures temperatures) {
    double temperature() {
        return method.isTempered() ? temperatures.posterior() : Double.NaN;
    }

    /** Checks, before the first training, that data, layers and objective fit each other. */
    void requireFit(RelaxedOptions options) {
        try {
            LatentTrainer.of(options.trainer()).requireFit(options.spec(), method.objective(m, temperatures));
        } catch (IllegalArgumentException e) {
            throw new UsageException(
                    "--layers " + options.layers() + " --m " + m + " --batch "
                            + options.trainer().batch() + ": " + e.getMessage(),
                    e);
        }
    }

    /** Returns the name that all files of this training begin with. */
    String file(boolean swept) {
        return method.label + "-" + m + (swept && method.isTempered() ? "-" + temperatures.posterior() : "");
    }

    /** Returns the trainings: all combinations of estimators, samples and temperatures that are possible. */
    static List<RelaxedJob> of(RelaxedOptions options, Console console) {
        List<RelaxedJob> jobs = new ArrayList<>();
        for (String name : options.estimators()) {
            RelaxedMethod method = RelaxedMethod.of(name);
            for (int m : options.samples()) {
                if (!method.takes(m)) {
                    console.note(name + " is left out for m = " + m + ", because it needs m "
                            + (method == RelaxedMethod.NVIL ? "= 1" : "> 1"));
                } else if (!options.swept() || !method.isTempered()) {
                    jobs.add(new RelaxedJob(method, m, options.temperatures(options.temperature())));
                } else {
                    options.sweep().forEach(value -> jobs.add(new RelaxedJob(method, m, options.temperatures(value))));
                }
            }
        }
        return jobs;
    }
}
