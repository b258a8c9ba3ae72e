package org.concretescore.examples.relaxed;

import java.util.List;
import java.util.function.Predicate;
import org.concretescore.examples.run.Checks;
import org.concretescore.examples.run.Fit;
import org.concretescore.examples.run.RunOptions;
import org.concretescore.nn.latent.LatentModel;
import org.concretescore.nn.latent.LatentSpec;
import org.concretescore.nn.latent.Temperatures;
import org.concretescore.nn.train.TrainerOptions;

/**
 * The options of {@link Relaxed}.
 *
 * @param task what the models are of
 * @param dataset the name or the path prefix of data with splits for training and test; they are bits or grey images
 * @param layers the layers in the paper's notation
 * @param arity the number of states of a latent node
 * @param estimators the estimators to compare: concrete, masses (equation 21), analytic (22), logistic-normal,
 *     straight-through, nvil, vimco
 * @param samples the numbers of samples m of the bounds that are trained
 * @param temperature the temperature of the nodes; null stands for the paper's
 * @param priorTemperature the temperature of the prior; null stands for the paper's, or, if a temperature is given, for
 *     one in the paper's ratio to it, within the range of temperatures
 * @param sweep temperatures at which models are trained in turn; if it is empty, {@code temperature} counts
 * @param boundSamples the number of samples of the bounds in the result
 * @param rows the number of rows of the test split, and of the training split, that these bounds are computed on; they
 *     are drawn at random
 * @param last whether a model gets its last parameters instead of those with the best bound on validation data. A sweep
 *     always takes the last, because it shows where training at a temperature ends
 * @param trainer how the models are trained
 * @param checkpointEvery the number of steps between two checkpoints of a training, which are in the same folder as the
 *     models; 0 means that there are none
 * @param resume whether to go on from the checkpoints that an earlier run with the same options left there
 * @param common the seed and the folders
 */
public record RelaxedOptions(
        RelaxedTask task,
        String dataset,
        String layers,
        int arity,
        List<String> estimators,
        List<Integer> samples,
        Double temperature,
        Double priorTemperature,
        List<Double> sweep,
        int boundSamples,
        int rows,
        boolean last,
        TrainerOptions trainer,
        int checkpointEvery,
        boolean resume,
        RunOptions common) {
    public RelaxedOptions {
        estimators = estimators.stream().distinct().toList();
        samples = samples.stream().distinct().toList();
        sweep = sweep.stream().distinct().sorted().toList();
        last |= !sweep.isEmpty();
        Checks.isTrue(!dataset.isBlank(), "--dataset", "'" + dataset + "'", "a name or the prefix of a path");
        Checks.isTrue(
                !dataset.matches(".*:(train|valid|test)"),
                "--dataset",
                dataset,
                "named without a split, because all splits are used");
        LatentSpec spec = spec(layers, arity);
        Checks.isTrue(
                spec.structured() == (task == RelaxedTask.STRUCTURED),
                "--layers",
                layers,
                task == RelaxedTask.STRUCTURED
                        ? "a list that begins with the given observed units, such as " + task.layers()
                        : "a list that begins with latent units, such as " + task.layers());
        Checks.isTrue(!samples.isEmpty(), "--m", samples, "at least one");
        for (int m : samples) {
            Checks.atLeast("--m", m, 1);
        }
        Checks.isTrue(!estimators.isEmpty(), "--estimator", estimators, "at least one");
        for (String name : estimators) {
            Checks.oneOf("--estimator", name, RelaxedMethod.NAMES.toArray(String[]::new));
            check(RelaxedMethod.of(name), spec, samples);
        }
        if (temperature != null) {
            Checks.temperature("--temperature", temperature);
        }
        Checks.isTrue(
                temperature == null || anyOf(estimators, RelaxedMethod::isTempered),
                "--temperature",
                temperature,
                "left out, because no estimator of " + estimators + " has a temperature");
        if (priorTemperature != null) {
            Checks.temperature("--prior-temperature", priorTemperature);
        }
        Checks.isTrue(
                priorTemperature == null || task == RelaxedTask.VAE,
                "--prior-temperature",
                priorTemperature,
                "left out, because the layers have no prior");
        Checks.isTrue(
                priorTemperature == null || anyOf(estimators, RelaxedMethod::isPriorTempered),
                "--prior-temperature",
                priorTemperature,
                "left out, because no estimator of " + estimators + " has a prior with a temperature");
        sweep.forEach(value -> Checks.temperature("--sweep", value));
        Checks.isTrue(
                sweep.isEmpty() || temperature == null, "--temperature", temperature, "left out if there is a --sweep");
        Checks.isTrue(
                sweep.isEmpty() || anyOf(estimators, RelaxedMethod::isTempered),
                "--sweep",
                sweep,
                "left out, because no estimator of " + estimators + " has a temperature");
        Checks.between("--samples", boundSamples, 1, LatentModel.MOST_SAMPLES);
        Checks.atLeast("--test-rows", rows, 2);
        Checks.atLeast("--checkpoint-every", checkpointEvery, 0);
        Checks.isTrue(!resume || checkpointEvery > 0, "--checkpoint-every", checkpointEvery, "above 0 to resume");
    }

    private static boolean anyOf(List<String> estimators, Predicate<RelaxedMethod> what) {
        return estimators.stream().map(RelaxedMethod::of).anyMatch(what);
    }

    private static void check(RelaxedMethod method, LatentSpec spec, List<Integer> samples) {
        Checks.isTrue(
                samples.stream().anyMatch(method::takes),
                "--m",
                samples,
                method == RelaxedMethod.NVIL
                        ? "1, or a list with a 1, for the estimator nvil; for larger m take vimco"
                        : "above 1, or a list with such a number, for the estimator vimco; for 1 take nvil");
        Checks.isTrue(
                !(method.isAboutThePrior() && spec.structured()),
                "--estimator",
                method.label,
                "concrete here, because without a prior there is no divergence to relax");
        Checks.isTrue(
                method != RelaxedMethod.ANALYTIC || spec.layers() == 1,
                "--estimator",
                method.label,
                "another with the layers " + spec.notation() + ", because it needs exactly one latent layer");
    }

    /**
     * Returns the defaults: binarised MNIST and the estimator concrete with one sample.
     *
     * @param task what the experiment models
     * @return the options
     */
    public static RelaxedOptions defaults(RelaxedTask task) {
        return new RelaxedOptions(
                task,
                "binarized_mnist",
                task.layers(),
                2,
                List.of("concrete"),
                List.of(1),
                null,
                null,
                List.of(),
                1000,
                2000,
                false,
                Relaxed.TRAINER,
                Fit.CHECKPOINT_EVERY,
                false,
                RunOptions.defaults(task.command()));
    }

    LatentSpec spec() {
        return spec(layers, arity);
    }

    private static LatentSpec spec(String layers, int arity) {
        try {
            return LatentSpec.parse(layers, arity);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--layers " + layers + " --arity " + arity + ": " + e.getMessage(), e);
        }
    }

    /** Whether models are trained at several temperatures. */
    boolean swept() {
        return !sweep.isEmpty();
    }

    /** Returns the temperatures of one training; a null stands for the paper's. */
    Temperatures temperatures(Double asked) {
        Temperatures paper = Temperatures.forArity(arity);
        double posterior = asked == null ? paper.posterior() : asked;
        double inRatio = posterior * paper.prior() / paper.posterior();
        double prior = priorTemperature != null ? priorTemperature : Math.max(Temperatures.LEAST, inRatio);
        return new Temperatures(posterior, prior);
    }
}
