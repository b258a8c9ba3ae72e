package org.concretescore.examples.example;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.relaxation.Concrete;
import org.concretescore.sampling.relaxation.*;

/**
 * Draws categories by the Gumbel-max trick, relaxed ones from the Concrete distribution, and gradients through the
 * draws.
 */
public final class GumbelDraws {
    public static void main(String[] arguments) {
        UniformRandomProvider random = new RandomStreams(1).stream("gumbel");
        double[] logits = {Math.log(1), Math.log(2), Math.log(5)};
        int[] counts = new int[3];
        for (int i = 0; i < 8000; i++) {
            counts[GumbelMax.draw(logits, 0, 3, random)]++;
        }
        System.out.println("categories with weights 1, 2, 5, drawn 8000 times: " + Arrays.toString(counts));

        // E[y_2] of the relaxed variable, and its gradient with respect to the logits, through the noise of each draw.
        Concrete law = Concrete.of(logits, 3, 0.5);
        int draws = 10_000;
        double[] gumbels = new double[3 * draws];
        ConcreteSampler.gumbels(random, gumbels.length, gumbels);
        double[] values = new double[3 * draws];
        law.transform(gumbels, draws, values);
        double[] upstream = new double[3 * draws];
        double mean = 0;
        for (int i = 0; i < draws; i++) {
            mean += values[3 * i + 2] / draws;
            upstream[3 * i + 2] = 1.0 / draws;
        }
        double[] gradient = new double[3];
        law.addPathwiseGradient(values, draws, upstream, gradient);
        System.out.printf(
                "mean of the third: %.3f, its gradient: %.3f %.3f %.3f%n", mean, gradient[0], gradient[1], gradient[2]);
    }
}
