package org.concretescore.nn.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.concretescore.nn.archive.internal.Archive;

/**
 * Everything that changes from step to step. Batches and edges are drawn from streams that begin anew with every epoch
 * and step, so their generators do not have a state to keep beside the seed.
 */
final class TrainingState {
    final float[] parameters;
    final float[] average;
    final float[] good;
    final Adam adam;
    int step;
    int goodStep;
    int sinceBest;
    int summed;
    double best = Double.NaN;
    double sum;
    double mean = Double.NaN;
    /** The numbers that the problem remembers. */
    double[] memory = {};

    final List<TrainingResult.Point> curve = new ArrayList<>();

    TrainingState(float[] initial) {
        parameters = initial;
        average = initial.clone();
        good = initial.clone();
        adam = new Adam(initial.length);
    }

    private List<float[]> vectors() {
        return List.of(parameters, average, good, adam.first(), adam.second());
    }

    /** Returns an archive of this state and of the identity of the training. */
    Archive archive(int version, Map<String, String> identity) {
        Map<String, String> texts = new LinkedHashMap<>(identity);
        texts.put("step", String.valueOf(step));
        texts.put("good-step", String.valueOf(goodStep));
        texts.put("since-best", String.valueOf(sinceBest));
        texts.put("summed", String.valueOf(summed));
        texts.put("best", text(best));
        texts.put("sum", text(sum));
        texts.put("mean", text(mean));
        StringBuilder points = new StringBuilder();
        for (TrainingResult.Point point : curve) {
            points.append(point.step())
                    .append(' ')
                    .append(text(point.loss()))
                    .append(' ')
                    .append(text(point.validation()))
                    .append('\n');
        }
        texts.put("curve", points.toString());
        if (memory.length > 0) {
            texts.put(
                    "memory",
                    Arrays.stream(memory).mapToObj(TrainingState::text).collect(Collectors.joining(" ")));
        }
        return new Archive(version, texts, vectors());
    }

    /**
     * Takes the state of an archive.
     *
     * @throws IllegalArgumentException if an entry is missing or wrong; the state is then unusable
     */
    void restore(Archive archive) {
        List<float[]> mine = vectors();
        List<float[]> theirs = archive.vectors();
        if (theirs.size() != mine.size()) {
            throw new IllegalArgumentException("it has " + theirs.size() + " vectors instead of " + mine.size());
        }
        for (int i = 0; i < mine.size(); i++) {
            if (theirs.get(i).length != mine.get(i).length) {
                throw new IllegalArgumentException(
                        "vector " + i + " has " + theirs.get(i).length + " entries instead of " + mine.get(i).length);
            }
        }
        double[] remembered = memory.length == 0
                ? memory
                : Arrays.stream(archive.text("memory").split(" "))
                        .mapToDouble(TrainingState::number)
                        .toArray();
        if (remembered.length != memory.length) {
            throw new IllegalArgumentException(
                    "its memory has " + remembered.length + " numbers instead of " + memory.length);
        }
        System.arraycopy(remembered, 0, memory, 0, memory.length);
        for (int i = 0; i < mine.size(); i++) {
            System.arraycopy(theirs.get(i), 0, mine.get(i), 0, mine.get(i).length);
        }
        step = counter(archive, "step");
        goodStep = counter(archive, "good-step");
        sinceBest = counter(archive, "since-best");
        summed = counter(archive, "summed");
        best = number(archive.text("best"));
        sum = number(archive.text("sum"));
        mean = number(archive.text("mean"));
        curve.clear();
        archive.text("curve").lines().forEach(line -> {
            String[] parts = line.split(" ", -1);
            if (parts.length != 3) {
                throw new IllegalArgumentException("'" + line + "' is not a point of a learning curve");
            }
            try {
                curve.add(new TrainingResult.Point(Integer.parseInt(parts[0]), number(parts[1]), number(parts[2])));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("'" + line + "' is not a point of a learning curve", e);
            }
        });
    }

    private static int counter(Archive archive, String name) {
        int value = archive.integer(name);
        if (value < 0) {
            throw new IllegalArgumentException("the field '" + name + "' must be at least 0, was " + value);
        }
        return value;
    }

    /** Returns an exact text, also of NaN. */
    private static String text(double value) {
        return Long.toHexString(Double.doubleToLongBits(value));
    }

    private static double number(String text) {
        try {
            return Double.longBitsToDouble(Long.parseUnsignedLong(text, 16));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is not a number in hexadecimal", e);
        }
    }
}
