package org.concretescore.sampling.measured;

import java.util.function.LongConsumer;
import org.concretescore.sampling.chain.Chains;
import org.concretescore.sampling.chain.Samples;
import org.concretescore.sampling.chain.SamplingListener;
import org.concretescore.sampling.chain.SamplingOptions;
import org.concretescore.sampling.chain.Tally;
import org.concretescore.sampling.chain.TransitionKernel;
import org.concretescore.sampling.tempering.Tempering;

/** A run of chains, with the steps that they have taken and the steps that they may take. */
final class ChainRun {
    private final SamplingRequest request;
    /** The largest number of steps of all chains together. */
    private final long budget;

    private final Chains chains;
    private final SamplingListener listener;
    private final Tally tally = new Tally();
    private long taken;

    ChainRun(SamplingRequest request, long budget, Chains chains, SamplingListener listener) {
        this.request = request;
        this.budget = budget;
        this.chains = chains;
        this.listener = listener;
    }

    SamplingRequest request() {
        return request;
    }

    int chains() {
        return chains.count();
    }

    /** Returns the largest number of steps of all chains together. */
    long budget() {
        return budget;
    }

    /** Returns the largest number of steps of one chain in a burn-in whose length is measured. */
    long mostBurnIn() {
        return budget / 2 / chains.count();
    }

    /** Returns the number of steps that one chain has taken. */
    long taken() {
        return taken;
    }

    double acceptanceRate() {
        return tally.acceptanceRate();
    }

    void note(String sentence) {
        listener.note(sentence);
    }

    /** Returns the requested thinning, or the wanted one as far as the budget allows it after a burn-in. */
    long thinning(long wanted, long burnIn) {
        if (request.thinning().isPresent()) {
            return request.thinning().getAsLong();
        }
        long affordable = (budget / chains.count() - burnIn) / rounds(request.samples());
        return Math.max(1, Math.min(wanted, affordable));
    }

    private long rounds(int samples) {
        return (chains.count() - 1L + samples) / chains.count();
    }

    /**
     * Advances the chains and collects their states. Of tempered chains it collects the replica with the model's law.
     */
    Samples draw(TransitionKernel kernel, int samples, long burnIn, long thinning, String task) {
        long perChain = burnIn + rounds(samples) * thinning;
        SamplingOptions options = SamplingOptions.of(samples).withBurnIn(burnIn).withThinning(thinning);
        try (SamplingListener.Progress progress = listener.begin(task, perChain * chains.count())) {
            Samples drawn = Samples.draw(kernel, chains, options, new Counter(progress));
            tally.add(drawn.tally());
            taken += perChain;
            return kernel instanceof Tempering tempering ? tempering.coldStates(drawn) : drawn;
        }
    }

    MeasuredSamples result(Samples samples, long burnIn, long thinning, boolean mixed, double acceptance) {
        int count = chains.count();
        Diagnosis diagnosis = Diagnosis.of(samples, count);
        return new MeasuredSamples(
                samples,
                new RunSummary(
                        count, burnIn, thinning, taken * count, mixed, acceptance, diagnosis.rHat(), diagnosis.ess()));
    }

    /** Adds up the steps that are done. */
    private static final class Counter implements LongConsumer {
        private final SamplingListener.Progress progress;
        private long done;

        Counter(SamplingListener.Progress progress) {
            this.progress = progress;
        }

        @Override
        public void accept(long steps) {
            done += steps;
            progress.at(done);
        }
    }
}
