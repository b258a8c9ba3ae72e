package org.concretescore.examples.bench;

import java.io.IOException;
import java.util.List;
import org.concretescore.examples.report.Outputs;
import org.concretescore.examples.report.Report;
import org.concretescore.examples.run.Checks;
import org.concretescore.examples.run.Console;
import org.concretescore.examples.run.RunOptions;
import org.concretescore.nn.plan.Backend;

/** Times the work of networks on this machine. A program in PyTorch times the same work under the same names. */
public final class Bench {
    /** The names of all work that can be timed. */
    public static final List<String> WORK =
            List.of("mlp", "mlp-wide", "made", "made-sample", "unet", "sgemm", "csm", "csm-mc");

    private Bench() {}

    /**
     * The options.
     *
     * @param work the work to time, of {@link #WORK}
     * @param threads the number of replicas that run at once
     * @param secondsEach the seconds that each figure is measured after the warm-up
     * @param common the seed and the folders
     */
    public record Options(List<String> work, int threads, double secondsEach, RunOptions common) {
        public Options {
            work = List.copyOf(work);
            work.forEach(name -> Checks.oneOf("--work", name, WORK.toArray(String[]::new)));
            Checks.atLeast("--threads", threads, 1);
            Checks.isTrue(
                    secondsEach > 0 && secondsEach <= 3600, "--seconds-each", secondsEach, "above 0, at most 3600");
        }

        /**
         * Returns the defaults: all work, one thread a processor, and one second each.
         *
         * @return the options
         */
        public static Options defaults() {
            return new Options(WORK, Runtime.getRuntime().availableProcessors(), 1, RunOptions.defaults("bench"));
        }
    }

    /**
     * The result: medians over {@value BenchMeter#REPEATS} blocks, in microseconds a call. A figure is null if the
     * options do not ask for it.
     *
     * @param mlpStep a training step of the net 2-256-256-256-4, tanh, batch 512
     * @param mlpFwd its forward pass
     * @param madeStep a maximum likelihood step of a MADE 784-500-500-784, ReLU, batch 128
     * @param unetStep a training step of the U-Net with levels 32, 64, 128 on 28 x 28, batch 64
     * @param unetFwd its forward pass
     * @param sgemmGflops the rate of products of 1024 x 1024 matrices, one a thread, in 10^9 operations a second: the
     *     practical ceiling of this machine
     * @param mlpWideStep a training step of the net 1024-1024-1024-1024, batch 1024
     * @param mlpWideGflops the rate of its products, in 10^9 operations a second
     * @param madeSample drawing 64 states of this MADE, coordinate by coordinate
     * @param madePasses drawing them by 784 forward passes of batch 64 instead
     * @param csmStep a training step of {@code csm} over all neighbors: 16 bits, tied net 256-256, tanh, batch 512
     * @param csmObjective the time of the objective in this step, on one thread: edges, distinct states, loss, gradient
     * @param csmMcStep100 a training step of {@code csm-mc} on 100 bits, tied net 256-256, batch 512
     * @param csmMcStep1000 such a step on 1000 bits
     * @param nativeBytes the native bytes that all timed calls allocated after the warm-up
     * @param heapBytesPerStep the heap bytes that an mlp step allocates on all threads
     * @param threads the number of replicas
     * @param seed the seed
     * @param seconds the time that the run took
     */
    public record Result(
            Double mlpStep,
            Double mlpFwd,
            Double madeStep,
            Double unetStep,
            Double unetFwd,
            Double sgemmGflops,
            Double mlpWideStep,
            Double mlpWideGflops,
            Double madeSample,
            Double madePasses,
            Double csmStep,
            Double csmObjective,
            Double csmMcStep100,
            Double csmMcStep1000,
            long nativeBytes,
            Double heapBytesPerStep,
            int threads,
            long seed,
            double seconds) {}

    /**
     * Times the work and writes {@code report.html}.
     *
     * @param options the options
     * @param console receives the progress
     * @return the result
     * @throws IOException if a file can't be written
     */
    public static Result run(Options options, Console console) throws IOException {
        long start = System.nanoTime();
        Backend.select();
        Outputs.prepare(options.common().out());
        BenchMeter meter = new BenchMeter(options, console);
        double[] mlp = meter.wants("mlp") ? NetworkWork.mlp(meter) : null;
        double[] wide = meter.wants("mlp-wide") ? NetworkWork.wide(meter) : null;
        Double made = meter.wants("made") ? Double.valueOf(NetworkWork.made(meter)) : null;
        double[] sample = meter.wants("made-sample") ? NetworkWork.sample(meter) : null;
        double[] unet = meter.wants("unet") ? NetworkWork.unet(meter) : null;
        Double sgemm = meter.wants("sgemm") ? Double.valueOf(NetworkWork.sgemm(meter)) : null;
        double[] csm = meter.wants("csm") ? ObjectiveWork.csm(meter) : null;
        double[] sampled = meter.wants("csm-mc")
                ? new double[] {
                    ObjectiveWork.trainingStep(meter, "csm-mc", 100), ObjectiveWork.trainingStep(meter, "csm-mc", 1000)
                }
                : null;
        Result result = new Result(
                mlp == null ? null : mlp[0],
                mlp == null ? null : mlp[1],
                made,
                unet == null ? null : unet[0],
                unet == null ? null : unet[1],
                sgemm,
                wide == null ? null : wide[0],
                wide == null ? null : wide[1],
                sample == null ? null : sample[0],
                sample == null ? null : sample[1],
                csm == null ? null : csm[0],
                csm == null ? null : csm[1],
                sampled == null ? null : sampled[0],
                sampled == null ? null : sampled[1],
                meter.nativeBytes(),
                mlp == null ? null : mlp[2],
                options.threads(),
                options.common().seed(),
                (System.nanoTime() - start) / 1e9);
        new Report("bench", options, result).write(options.common().out());
        return result;
    }
}
