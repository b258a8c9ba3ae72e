package org.concretescore.core.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;

/** Reads a list of weights, for instance an unnormalised probability mass function. */
public final class WeightsReader {
    // Double.parseDouble would accept "1d" and "0x1p3" as well.
    static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

    private WeightsReader() {}

    /**
     * Reads one weight a line from a text file, plain or gzip. Blank lines and lines that begin with {@code #} are
     * skipped.
     *
     * @param file the file, UTF-8; {@code -} for standard input
     * @return the weights as they stand, not normalised: finite, at least 0, not all 0
     * @throws DataException if a line is not such a weight, naming the line and its value; if there is no weight, all
     *     are 0 or their sum is not finite; if the file is missing or damaged
     * @throws IOException if the file can not be read
     */
    public static double[] read(Path file) throws IOException {
        return read(Source.of(file));
    }

    /**
     * Reads one weight a line, as {@link #read(Path)} does.
     *
     * @param source a file, or a stream that is open
     * @return the weights as they stand, not normalised: finite, at least 0, not all 0
     * @throws DataException if a line is not such a weight, naming the line and its value; if there is no weight, all
     *     are 0 or their sum is not finite; if the source is damaged
     * @throws IOException if the source can not be read
     */
    public static double[] read(Source source) throws IOException {
        String name = source.name();
        DoubleStream.Builder weights = DoubleStream.builder();
        int line = 1;
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(source.openText(), StandardCharsets.UTF_8.newDecoder()))) {
            for (String text = reader.readLine(); text != null; text = reader.readLine()) {
                String trimmed = text.strip();
                if (!trimmed.isEmpty() && !trimmed.startsWith("#")) {
                    double weight = parse(trimmed);
                    if (!(weight >= 0)) {
                        throw DataException.at(name, line, DataException.quote(trimmed) + NOT_A_WEIGHT);
                    }
                    weights.add(weight);
                }
                line++;
            }
        } catch (CharacterCodingException e) {
            throw DataException.at(name, "is not UTF-8 text (after line " + (line - 1) + ")");
        } catch (IOException e) {
            throw Source.isDamage(e) ? DataException.at(name, line, Source.damage(e)) : e;
        }
        double[] all = weights.build().toArray();
        if (all.length == 0) {
            throw DataException.at(name, "holds no weight");
        }
        checkSum(name, all);
        return all;
    }

    /** What follows the quoted value in a message. */
    static final String NOT_A_WEIGHT = " is not a weight: a finite number of at least 0 is wanted";

    /** A weight, or NaN if the text is not a finite number of at least 0. */
    static double parse(String text) {
        if (!NUMBER.matcher(text).matches()) {
            return Double.NaN;
        }
        double weight = Double.parseDouble(text);
        return weight >= 0 && weight < Double.POSITIVE_INFINITY ? weight : Double.NaN;
    }

    static void checkSum(String name, double[] weights) throws DataException {
        double total = Arrays.stream(weights).sum();
        if (!(total > 0 && total < Double.POSITIVE_INFINITY)) {
            throw DataException.at(name, "the weights must add up to a finite sum above 0, not to " + total);
        }
    }
}
