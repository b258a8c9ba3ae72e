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

/** The rows of bits of a data set, for training, validation and tests. */
record BitSplits(Dataset train, Dataset valid, Dataset test) {
    private static final int GREY_LEVELS = 256;
    /** These streams turn grey levels into bits. The seed is fixed, so that all experiments have the same data. */
    private static final RandomStreams BINARISATION = new RandomStreams(2017);

    /** Reads all splits of a data set. A grey level becomes a bit that is 1 with the probability level/255. */
    static BitSplits read(DataCatalog catalog, String name, RandomStreams streams, Console console) throws IOException {
        Dataset levels = catalog.load(name + ":train", CsvOptions.defaults());
        CsvOptions columns = CsvOptions.defaults().withSchema(levels.schema());
        Dataset test = bits(name, catalog.load(name + ":test", columns), "test");
        if (isGrey(levels.space())) {
            console.note(name
                    + " has grey levels, which are turned into random bits; the bits are the same with every seed");
        }
        // The levels become bits before the seed decides which rows are held out, so that the bits of a row are the
        // same with
        // every seed.
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
                            + " values; it must be bits, or the data an IDX file of " + GREY_LEVELS + " grey levels");
                }
            }
        }
        return Dataset.of(Schema.of(StateSpace.binary(space.dimension())), states, data.count());
    }

    /** Returns some rows, or all if there are no more. They are drawn at random, because a file may be sorted. */
    static Dataset some(Dataset data, int rows, UniformRandomProvider random) {
        return rows >= data.count()
                ? data
                : data.split((double) rows / data.count(), random).first();
    }
}
