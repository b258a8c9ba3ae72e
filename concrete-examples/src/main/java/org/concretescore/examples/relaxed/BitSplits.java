package org.concretescore.examples.relaxed;

import java.io.IOException;
import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.data.CsvOptions;
import org.concretescore.core.data.DataCatalog;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.data.Schema;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.space.StateSpace;
import org.concretescore.examples.run.Console;
import org.concretescore.examples.run.TrainingData;
import org.concretescore.examples.run.UsageException;

/** Rows of bits to train, validate and test with. */
record BitSplits(Dataset train, Dataset valid, Dataset test) {
    private static final int GREY_LEVELS = 256;
    /** What grey levels are made bits by, whatever the seed of the experiment: results are then on the same data. */
    private static final RandomStreams BINARISATION = new RandomStreams(2017);

    /** Reads all splits of a data set; grey levels become bits that are 1 with the probability level/255. */
    static BitSplits read(DataCatalog catalog, String name, RandomStreams streams, Console console) throws IOException {
        Dataset levels = catalog.load(name + ":train", CsvOptions.defaults());
        CsvOptions columns = CsvOptions.defaults().withSchema(levels.schema());
        Dataset test = bits(name, catalog.load(name + ":test", columns), "test");
        if (isGrey(levels.space())) {
            console.note(name + " has grey levels, which are made bits at random, the same ones with every seed");
        }
        // Before rows are held out by the seed: a row's bits are to be the same with every seed.
        Dataset train = bits(name, levels, "train");
        if (catalog.has(name + ":valid")) {
            return new BitSplits(train, bits(name, catalog.load(name + ":valid", columns), "valid"), test);
        }
        TrainingData training = TrainingData.heldOut(train, name, TrainingData.missing(name), streams, console);
        return new BitSplits(training.train(), training.valid(), test);
    }

    private static boolean isGrey(StateSpace space) {
        return Arrays.stream(space.cardinalities()).allMatch(k -> k == GREY_LEVELS);
    }

    private static Dataset bits(String name, Dataset data, String split) {
        StateSpace space = data.space();
        int[] states = data.states().clone();
        if (isGrey(space)) {
            UniformRandomProvider random = BINARISATION.stream(split);
            for (int i = 0; i < states.length; i++) {
                states[i] = random.nextInt(GREY_LEVELS - 1) < states[i] ? 1 : 0;
            }
        } else {
            for (int d = 0; d < space.dimension(); d++) {
                int k = space.cardinality(d);
                if (k > 2) {
                    throw new UsageException("--dataset " + name + ": column "
                            + data.schema().names().get(d) + " has " + k
                            + " values; bits are wanted, or an IDX file of " + GREY_LEVELS + " grey levels");
                }
            }
        }
        return Dataset.of(Schema.of(StateSpace.binary(space.dimension())), states, data.count());
    }

    /** Some rows, drawn at random, for they may be sorted; all of them if there are no more. */
    static Dataset some(Dataset data, int rows, UniformRandomProvider random) {
        return rows >= data.count()
                ? data
                : data.split((double) rows / data.count(), random).first();
    }
}
