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
    /** A decimal number. Double.parseDouble would also accept "1d" and "0x1p3". */
    static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

    private WeightsReader() {}

    /**
     * Reads a text file with one weight on each line, plain or gzip. Blank lines and lines that begin with {@code #}
     * are skipped.
     *
     * @param file the file, UTF-8; {@code -} for standard input
     * @return the weights, which are not normalised: finite, at least 0, not all 0
     * @throws DataException if a line is not such a weight (the message names the line and its value), there is no
     *     weight, all are 0, their sum is not finite, or the file is missing or damaged
     * @throws IOException if the file can't be read
     */
    public static double[] read(Path file) throws IOException {
        return read(Source.of(file));
    }

    /**
     * Reads one weight on each line, as {@link #read(Path)} does.
     *
     * @param source a file, or a stream that is open
     * @return the weights, which are not normalised: finite, at least 0, not all 0
     * @throws DataException if a line is not such a weight (the message names the line and its value), there is no
     *     weight, all are 0, their sum is not finite, or the source is damaged
     * @throws IOException if the source can't be read
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
            throw DataException.at(name, "has no weights");
        }
        checkSum(name, all);
        return all;
    }

    /** The message for a text that is not a weight, which follows the quoted text. */
    static final String NOT_A_WEIGHT = " is not a weight, which must be a finite number of at least 0";

    /** Returns the weight, or NaN if the text is not a finite number of at least 0. */
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
