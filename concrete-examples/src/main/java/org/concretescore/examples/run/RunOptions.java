package org.concretescore.examples.run;

import java.nio.file.Path;
import java.util.Objects;

/**
 * The options that all experiments share.
 *
 * @param seed the seed of every random stream
 * @param out the folder of pictures and report
 * @param dataDir the folder in which named data sets are looked up first, or null
 */
public record RunOptions(long seed, Path out, Path dataDir) {
    /** The default seed. */
    public static final long DEFAULT_SEED = 1;

    public RunOptions {
        Objects.requireNonNull(out, "out");
    }

    /**
     * Returns the defaults: seed 1, the folder {@code out/COMMAND}, and no data folder.
     *
     * @param command the name of the command
     * @return the options
     */
    public static RunOptions defaults(String command) {
        return new RunOptions(DEFAULT_SEED, Path.of("out", command), null);
    }

    public RunOptions withSeed(long newSeed) {
        return new RunOptions(newSeed, out, dataDir);
    }

    public RunOptions withOut(Path folder) {
        return new RunOptions(seed, folder, dataDir);
    }

    public RunOptions withDataDir(Path folder) {
        return new RunOptions(seed, out, folder);
    }
}
