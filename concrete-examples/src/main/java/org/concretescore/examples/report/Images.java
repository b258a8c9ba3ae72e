package org.concretescore.examples.report;

import java.awt.image.BufferedImage;
import java.util.List;

/** Draws small grey images side by side. */
public final class Images {
    private static final int GAP = 4;
    private static final int ZOOM = 2;

    private Images() {}

    /**
     * Draws images in rows. The value 0 is white, and 1 is black.
     *
     * @param images the images, {@code [side * side]} each, row by row
     * @param side the number of pixels on a side, at least 1
     * @param columns the number of images in a row, at least 1
     * @return the PNG
     */
    public static byte[] png(List<float[]> images, int side, int columns) {
        return Pictures.png(() -> drawn(images, side, columns));
    }

    private static BufferedImage drawn(List<float[]> images, int side, int columns) {
        int cell = ZOOM * side + GAP;
        int down = (images.size() + columns - 1) / columns;
        BufferedImage picture =
                new BufferedImage(GAP + columns * cell, GAP + down * cell, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                picture.getRaster().setSample(x, y, 0, 200);
            }
        }
        for (int i = 0; i < images.size(); i++) {
            int left = GAP + i % columns * cell;
            int top = GAP + i / columns * cell;
            float[] image = images.get(i);
            for (int y = 0; y < ZOOM * side; y++) {
                for (int x = 0; x < ZOOM * side; x++) {
                    float ink = image[y / ZOOM * side + x / ZOOM];
                    picture.getRaster().setSample(left + x, top + y, 0, Math.round(255 * (1 - ink)));
                }
            }
        }
        return picture;
    }
}
