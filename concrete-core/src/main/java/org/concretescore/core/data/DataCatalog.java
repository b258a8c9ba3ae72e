package org.concretescore.core.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Finds and reads data sets by name or path.
 *
 * <p>A data set is given by
 *
 * <ul>
 *   <li>a name of {@link #names}, which stands for the training split, or {@code NAME:train}, {@code NAME:valid} or
 *       {@code NAME:test};
 *   <li>the path of a CSV or IDX file, plain or gzip, whose content tells which it is; a pipe is read once;
 *   <li>{@code -}, which stands for standard input;
 *   <li>the beginning P of a path, which stands for {@code P.train.data.gz} (or {@code .data}, {@code .csv.gz},
 *       {@code .csv}), or {@code P:train}, {@code P:valid} or {@code P:test}.
 * </ul>
 *
 * <p>If a name is also that of a file, it stands for the data set, and {@code ./NAME} for the file. Nothing is
 * downloaded.
 */
public final class DataCatalog {
    private static final List<String> SPLITS = List.of("train", "valid", "test");
    private static final List<String> ENDINGS = List.of(".data.gz", ".data", ".csv.gz", ".csv");
    /** The path of the file in a data folder, by name and split. */
    private static final Map<String, Map<String, String>> FILES = files();

    private final List<Path> folders;

    private DataCatalog(List<Path> folders) {
        this.folders = folders;
    }

    /**
     * Returns a catalog of the user's data folders. These are, in this order, the given folder; the folder of the
     * environment variable {@code CONCRETE_DATA}, or else {@code ../shared/data} if it exists; and the user's cache
     * folder. All splits of a name are taken from the first folder that has one of them.
     *
     * @param dataFolder the first folder to search, or null
     * @return the catalog
     */
    public static DataCatalog of(Path dataFolder) {
        return of(dataFolder, System.getenv(), Path.of(""), Path.of(System.getProperty("user.home")));
    }

    static DataCatalog of(Path dataFolder, Map<String, String> environment, Path working, Path home) {
        List<Path> folders = new ArrayList<>();
        if (dataFolder != null) {
            folders.add(dataFolder);
        }
        String variable = environment.getOrDefault("CONCRETE_DATA", "");
        Path shared = working.resolve("../shared/data");
        if (!variable.isEmpty()) {
            folders.add(Path.of(variable));
        } else if (Files.isDirectory(shared)) {
            folders.add(shared);
        }
        String local = environment.get("LOCALAPPDATA");
        folders.add(local != null ? Path.of(local, "concrete-score") : home.resolve(".cache/concrete-score"));
        return new DataCatalog(folders);
    }

    private static Map<String, Map<String, String>> files() {
        Map<String, Map<String, String>> files = new TreeMap<>();
        for (String name : List.of("nltcs", "plants", "jester")) {
            files.put(name, splits("density/" + name + "/" + name + ".%s.data.gz", SPLITS));
        }
        for (String category : List.of(
                "apparel",
                "bath",
                "bedding",
                "carseats",
                "decor",
                "diaper",
                "feeding",
                "furniture",
                "gear",
                "gifts",
                "health",
                "media",
                "moms",
                "pottytrain",
                "safety",
                "strollers",
                "toys")) {
            files.put("amzn_" + category, splits("amazon_baby/amzn_" + category + ".%s.data.gz", SPLITS));
        }
        files.put("binarized_mnist", splits("binarized_mnist/binarized_mnist_%s-images-idx3-ubyte.gz", SPLITS));
        files.put("omniglot", splits("omniglot/omniglot28_%s-images-idx3-ubyte.gz", List.of("train", "test")));
        files.put(
                "mnist",
                Map.of("train", "mnist/train-images-idx3-ubyte.gz", "test", "mnist/t10k-images-idx3-ubyte.gz"));
        files.put("fashion_mnist", Map.of("test", "fashion_mnist/t10k-images-idx3-ubyte.gz"));
        return files;
    }

    private static Map<String, String> splits(String pattern, List<String> splits) {
        return splits.stream().collect(Collectors.toMap(split -> split, pattern::formatted));
    }

    /**
     * Returns the names of the known data sets, whether or not their files exist.
     *
     * @return the names, sorted
     */
    public List<String> names() {
        return List.copyOf(FILES.keySet());
    }

    /**
     * Returns whether there is a file for a data set.
     *
     * @param spec the name or path, see above
     * @return true if {@link #load} would find a file, which need not hold valid data
     */
    public boolean has(String spec) {
        try {
            file(spec);
            return true;
        } catch (DataException e) {
            return false;
        }
    }

    /**
     * Reads training data with the default options.
     *
     * @param spec the name or path, see above
     * @return the data
     * @throws DataException if no file is found (the message names the paths) or its content is refused
     * @throws IOException if the file can't be read
     */
    public Dataset train(String spec) throws IOException {
        return load(spec, CsvOptions.defaults());
    }

    /**
     * Reads data. For a validation or test split, the options should have the schema of the training split, so that
     * labels and numbers of categories are the same.
     *
     * @param spec the name or path, see above
     * @param options how to read the data; for an IDX file, only the schema and one number of categories are used
     * @return the data
     * @throws DataException if no file is found (the message names the paths) or its content is refused
     * @throws IOException if the file can't be read
     */
    public Dataset load(String spec, CsvOptions options) throws IOException {
        Path file = file(spec);
        // The source is opened once, because a pipe can't be opened again.
        Source source = Source.of(file);
        InputStream in = source.open();
        try {
            // No text begins with two zero bytes. IdxReader refuses the IDX files that it can't read.
            if (Source.startsWith(in, 0, 0)) {
                return IdxReader.read(source.name(), in, idxOptions(file, options));
            }
            return CsvReader.read(source.name(), Source.text(in), options);
        } finally {
            in.close();
        }
    }

    private static IdxOptions idxOptions(Path file, CsvOptions options) throws DataException {
        if (options.weightsColumn() != null) {
            throw DataException.at(
                    file, "is an IDX file, which can't have the weights column '" + options.weightsColumn() + "'");
        }
        List<Integer> categories = options.categories();
        if (categories.size() > 1 || !categories.isEmpty() && categories.get(0) > 256) {
            throw DataException.at(
                    file, "is an IDX file, which needs one number of categories up to 256, was given " + categories);
        }
        return new IdxOptions(categories.isEmpty() ? 0 : categories.get(0), 0, options.schema());
    }

    /**
     * Returns the file of a data set, which {@link #load} reads.
     *
     * @param spec the name or path, see above
     * @return the file
     * @throws DataException if no file is found; the message names the paths
     */
    public Path file(String spec) throws DataException {
        int colon = spec.lastIndexOf(':');
        boolean split = SPLITS.contains(spec.substring(colon + 1)) && colon >= 0;
        String base = split ? spec.substring(0, colon) : spec;
        String wanted = split ? spec.substring(colon + 1) : "train";
        if (FILES.containsKey(base)) {
            return locate(base, wanted);
        }
        if (base.equals(StandardStreams.DASH)) {
            if (split) {
                throw new DataException("standard input does not have a split '" + wanted + "'");
            }
            return Path.of(base);
        }
        List<Path> candidates = new ArrayList<>();
        try {
            candidates.add(Path.of(spec));
            ENDINGS.forEach(ending -> candidates.add(Path.of(base + "." + wanted + ending)));
        } catch (InvalidPathException e) {
            throw new DataException(
                    DataException.quote(spec) + " is neither a data set nor a path: " + DataException.reason(e));
        }
        for (Path candidate : candidates) {
            // The file need not be a regular file; it may be a pipe.
            if (Files.exists(candidate) && !Files.isDirectory(candidate)) {
                return candidate;
            }
        }
        Path path = candidates.get(0);
        if (Files.exists(path)) {
            throw DataException.at(path, Source.FOLDER);
        }
        if (split && Files.exists(Path.of(base)) && !Files.isDirectory(Path.of(base))) {
            throw DataException.at(Path.of(base), "is one file and does not have a split '" + wanted + "'");
        }
        throw new DataException("'" + spec + "' is neither a file nor a known data set; there is no file "
                + candidates.stream().map(Path::toString).collect(Collectors.joining(" or "))
                + "; the known names are " + String.join(", ", names())
                + ", each with :train (the default), :valid or :test");
    }

    private Path locate(String name, String split) throws DataException {
        Map<String, String> files = FILES.get(name);
        if (!files.containsKey(split)) {
            throw new DataException("the data set " + name + " does not have a split '" + split + "', but only "
                    + SPLITS.stream().filter(files::containsKey).collect(Collectors.joining(", ")));
        }
        List<Path> searched = folders;
        for (Path folder : folders) {
            // Splits of different origins must not be mixed, so the first folder with one split must have all of them.
            if (files.values().stream().anyMatch(file -> existing(folder, file) != null)) {
                Path found = existing(folder, files.get(split));
                if (found != null) {
                    return found;
                }
                searched = List.of(folder);
                break;
            }
        }
        throw new DataException("the data set " + name + ":" + split + " needs the file " + files.get(split)
                + ", with or without .gz, which is not in "
                + searched.stream().map(Path::toString).collect(Collectors.joining(" or "))
                + ". It can't be downloaded. Put it there, or name its folder with --data-dir or the environment"
                + " variable CONCRETE_DATA");
    }

    /** Returns the file in a folder, with or without compression, or null. */
    private static Path existing(Path folder, String file) {
        Path compressed = folder.resolve(file);
        Path plain = folder.resolve(file.replaceFirst("\\.gz$", ""));
        return Files.isRegularFile(compressed) ? compressed : Files.isRegularFile(plain) ? plain : null;
    }
}
