package org.concretescore.examples.example;

import java.util.*;
import java.util.concurrent.*;
import org.concretescore.core.graph.*;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.space.StateSpace;
import org.concretescore.nn.model.*;

/** Eight threads share one model: models are immutable, and each evaluation borrows a plan of its own. */
public final class SharedModel {
    public static void main(String[] arguments) throws Exception {
        NetworkSpec spec = NetworkSpec.mlp(Graphs.hamming(StateSpace.uniform(5, 4)));
        float[] parameters = spec.network().initialParameters(new RandomStreams(1).stream("parameters"));
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (NeuralModel model = spec.model(parameters)) {
            double[] expected = model.score().logRatios(0, 1, 2, 3, 0);
            List<Callable<Boolean>> requests = Collections.nCopies(1000, () -> {
                double[] answer = model.score().logRatios(0, 1, 2, 3, 0);
                return Arrays.equals(answer, expected);
            });
            int same = 0;
            for (Future<Boolean> answer : threads.invokeAll(requests)) {
                same += answer.get() ? 1 : 0;
            }
            System.out.println(same + " of 1000 answers by eight threads are the same");
        } finally {
            threads.shutdown();
        }
    }
}
