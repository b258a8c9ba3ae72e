package org.concretescore.examples.relaxed;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.examples.report.Images;
import org.concretescore.nn.latent.LatentModel;

/** Pictures of what a model of images draws. */
final class RelaxedImages {
    /** The number of drawn images in a row of the picture, and of such rows. */
    private static final int TILES = 8;
    /** The number of test images that are completed. */
    private static final int COMPLETED = 10;
    /** The number of completions of each. */
    private static final int COMPLETIONS = 4;

    private RelaxedImages() {}

    /** Whether the columns may be the pixels of a square image, of which there are pictures. */
    static boolean isSquare(int columns) {
        int side = side(columns);
        return side * side == columns;
    }

    private static int side(int columns) {
        return (int) Math.round(Math.sqrt(columns));
    }

    /**
     * Draws samples of a model of whole images, or completions of test images by a model that predicts parts of them.
     */
    static byte[] png(LatentModel model, Dataset test, RandomStreams streams) {
        int side = side(test.space().dimension());
        return model.spec().structured() ? completions(model, test, side, streams) : samples(model, side, streams);
    }

    /** Draws the means of the pixels given latent units that are drawn from the prior. */
    private static byte[] samples(LatentModel model, int side, RandomStreams streams) {
        float[] means = model.ancestralMeans(TILES * TILES, streams);
        List<float[]> images = new ArrayList<>();
        for (int i = 0; i < TILES * TILES; i++) {
            images.add(Arrays.copyOfRange(means, i * side * side, (i + 1) * side * side));
        }
        return Images.png(images, side, TILES);
    }

    /** Draws test images, and to the right of each its given part completed by the means of single samples. */
    private static byte[] completions(LatentModel model, Dataset test, int side, RandomStreams streams) {
        Dataset some = BitSplits.some(test, COMPLETED, streams.stream("completed rows"));
        int width = side * side;
        int given = model.spec().given();
        int predicted = width - given;
        float[] means = model.means(some, COMPLETIONS, streams);
        List<float[]> images = new ArrayList<>();
        for (int row = 0; row < some.count(); row++) {
            float[] image = new float[width];
            for (int i = 0; i < width; i++) {
                image[i] = some.states()[row * width + i];
            }
            images.add(image);
            for (int sample = 0; sample < COMPLETIONS; sample++) {
                float[] completed = image.clone();
                int from = (row * COMPLETIONS + sample) * predicted;
                System.arraycopy(means, from, completed, given, predicted);
                images.add(completed);
            }
        }
        return Images.png(images, side, COMPLETIONS + 1);
    }
}
