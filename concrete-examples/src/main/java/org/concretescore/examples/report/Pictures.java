package org.concretescore.examples.report;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Supplier;
import javax.imageio.ImageIO;

/** Draws pictures in memory. */
final class Pictures {
    private Pictures() {}

    /**
     * Draws a picture.
     *
     * @param drawing draws the picture
     * @return the PNG
     */
    static byte[] png(Supplier<BufferedImage> drawing) {
        // Java's fonts clear the interruption flag. Without it, the command would not stop after this picture.
        boolean interrupted = Thread.interrupted();
        try {
            ByteArrayOutputStream png = new ByteArrayOutputStream();
            ImageIO.write(drawing.get(), "png", png);
            return png.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
