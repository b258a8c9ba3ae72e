package org.concretescore.examples.report;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.List;

/** Draws functions on square grids, all on the same colour scale. */
public final class HeatMaps {
    private static final int SIDE = 270;
    private static final int GAP = 12;
    private static final int TITLE = 26;
    /** The colours from the lowest value to the highest, with even steps in lightness as in matplotlib's viridis. */
    private static final int[] COLORS = {
        0x440154, 0x482878, 0x3e4a89, 0x31688e, 0x26828e, 0x1f9e89, 0x35b779, 0x6ece58, 0xb5de2b, 0xfde725
    };

    private HeatMaps() {}

    /**
     * A function.
     *
     * @param title the title above it
     * @param bins the number of cells on a side, at least 1
     * @param values the values at {@code [x * bins + y]}, at least 0; a cell with a NaN is gray
     */
    public record Panel(String title, int bins, double[] values) {
        public Panel {
            if (values.length != bins * bins) {
                throw new IllegalArgumentException(values.length + " values were given for " + bins + "^2 cells");
            }
        }
    }

    /**
     * Draws panels in rows. In a panel, x goes to the right and y upwards, and each cell is a square.
     *
     * @param panels the panels, at least one
     * @param columns the number of panels in a row, at least 1
     * @param brightest the value that has the brightest colour, above 0; larger values have the same colour
     * @return the PNG
     */
    public static byte[] png(List<Panel> panels, int columns, double brightest) {
        return Pictures.png(() -> drawn(panels, columns, brightest));
    }

    private static BufferedImage drawn(List<Panel> panels, int columns, double brightest) {
        int across = Math.min(columns, panels.size());
        int down = (panels.size() + columns - 1) / columns;
        int side = panels.stream().mapToInt(HeatMaps::side).max().orElseThrow();
        BufferedImage image = new BufferedImage(
                GAP + across * (side + GAP), GAP + down * (TITLE + side + GAP), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        for (int i = 0; i < panels.size(); i++) {
            int left = GAP + i % columns * (side + GAP);
            int top = GAP + i / columns * (TITLE + side + GAP);
            title(graphics, panels.get(i).title(), left, top, side);
            draw(image, panels.get(i), left, top + TITLE, brightest);
        }
        graphics.dispose();
        return image;
    }

    /** Returns the side of a panel. A cell has a whole number of pixels, so that all cells have the same width. */
    private static int side(Panel panel) {
        return panel.bins() * Math.max(1, SIDE / panel.bins());
    }

    private static void title(Graphics2D graphics, String title, int left, int top, int side) {
        float size = 15;
        do {
            graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 1).deriveFont(size--));
        } while (graphics.getFontMetrics().stringWidth(title) > side && size > 7);
        graphics.setColor(Color.DARK_GRAY);
        int width = graphics.getFontMetrics().stringWidth(title);
        graphics.drawString(title, left + (side - width) / 2, top + TITLE - 8);
    }

    private static void draw(BufferedImage image, Panel panel, int left, int top, double brightest) {
        int bins = panel.bins();
        int side = side(panel);
        for (int x = 0; x < side; x++) {
            for (int y = 0; y < side; y++) {
                double value = panel.values()[x * bins / side * bins + y * bins / side];
                image.setRGB(left + x, top + side - 1 - y, color(value / brightest));
            }
        }
    }

    private static int color(double value) {
        if (Double.isNaN(value)) {
            return 0xdddddd;
        }
        double at = Math.max(0, Math.min(1, value)) * (COLORS.length - 1);
        int lower = Math.min((int) at, COLORS.length - 2);
        int rgb = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            double from = COLORS[lower] >> shift & 0xff;
            double to = COLORS[lower + 1] >> shift & 0xff;
            rgb = rgb << 8 | (int) Math.round(from + (at - lower) * (to - from));
        }
        return rgb;
    }
}
