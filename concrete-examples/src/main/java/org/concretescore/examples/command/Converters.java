package org.concretescore.examples.command;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.Function;
import org.concretescore.core.score.Unit;
import org.concretescore.examples.report.Failures;
import org.concretescore.nn.network.Activation;
import org.concretescore.nn.network.Encoding;
import org.concretescore.nn.network.Made;
import org.concretescore.nn.train.Decay;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Converters turn the text of an argument into its value. */
final class Converters {
    private Converters() {}

    /** Converts numbers, including "inf" and "infinity". */
    static final class Numbers implements ITypeConverter<Double> {
        @Override
        public Double convert(String text) {
            if (text.equalsIgnoreCase("inf") || text.equalsIgnoreCase("infinity")) {
                return Double.POSITIVE_INFINITY;
            }
            try {
                return Double.valueOf(text);
            } catch (NumberFormatException e) {
                throw new TypeConversionException("'" + text + "' is not a number");
            }
        }
    }

    /** Converts paths. */
    static final class Paths implements ITypeConverter<Path> {
        @Override
        public Path convert(String text) {
            try {
                return Path.of(text);
            } catch (InvalidPathException e) {
                throw new TypeConversionException(Failures.describe(e));
            }
        }
    }

    /** Converts the order of the columns. */
    static final class Orders implements ITypeConverter<Made.Order> {
        @Override
        public Made.Order convert(String text) {
            return convertBy(Made.Order::parse, text);
        }
    }

    /** Converts activations. */
    static final class Activations implements ITypeConverter<Activation> {
        @Override
        public Activation convert(String text) {
            return convertBy(Activation::parse, text);
        }
    }

    /** Converts encodings. */
    static final class Encodings implements ITypeConverter<Encoding> {
        @Override
        public Encoding convert(String text) {
            return convertBy(Encoding::parse, text);
        }
    }

    /** Converts decays. */
    static final class Decays implements ITypeConverter<Decay> {
        @Override
        public Decay convert(String text) {
            return convertBy(Decay::parse, text);
        }
    }

    /** Converts heads. */
    static final class Head implements ITypeConverter<Unit> {
        @Override
        public Unit convert(String text) {
            return switch (text) {
                case "log-ratio" -> Unit.LOG_RATIO;
                case "raw" -> Unit.SCORE;
                default ->
                    throw new TypeConversionException(
                            "unknown head '" + text + "'; the known names are log-ratio, raw");
            };
        }
    }

    private static <T> T convertBy(Function<String, T> parse, String text) {
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
