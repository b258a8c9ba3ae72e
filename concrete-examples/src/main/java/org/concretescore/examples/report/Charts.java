package org.concretescore.examples.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import javax.imageio.ImageIO;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Panels in the style of all pictures here, and the PNG of some panels side by side. */
public final class Charts {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 400;

    private Charts() {}

    /**
     * An empty panel.
     *
     * @param title above the plot
     * @param x what the horizontal axis shows
     * @param y what the vertical axis shows
     * @return the panel
     */
    public static XYChart panel(String title, String x, String y) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle(x)
                .yAxisTitle(y)
                .build();
        Styler styler = chart.getStyler();
        styler.setChartBackgroundColor(Color.WHITE)
                .setLegendPosition(Styler.LegendPosition.OutsideS)
                .setLegendLayout(Styler.LegendLayout.Horizontal)
                .setLegendBorderColor(Color.WHITE)
                .setChartTitleBoxVisible(false);
        chart.getStyler()
                .setPlotGridVerticalLinesVisible(false)
                .setPlotGridLinesColor(new Color(230, 230, 230))
                .setPlotBorderVisible(false)
                .setDecimalPattern("0.####");
        return chart;
    }

    /**
     * Adds a bar a state.
     *
     * @param chart the panel
     * @param name what the bars are
     * @param heights one a state
     * @param from where the bar of state 0 begins
     * @param width of a bar, below 1
     * @param color of the bars
     */
    public static void bars(XYChart chart, String name, double[] heights, double from, double width, Color color) {
        double[] x = new double[4 * heights.length];
        double[] y = new double[x.length];
        for (int k = 0; k < heights.length; k++) {
            x[4 * k] = k + from;
            x[4 * k + 1] = k + from;
            x[4 * k + 2] = k + from + width;
            x[4 * k + 3] = k + from + width;
            y[4 * k + 1] = heights[k];
            y[4 * k + 2] = heights[k];
        }
        area(chart, name, x, y, color);
    }

    /**
     * Fills the area below a line.
     *
     * @param chart the panel
     * @param name what it is
     * @param x where, increasing
     * @param y how high
     * @param color of the area
     */
    public static void area(XYChart chart, String name, double[] x, double[] y, Color color) {
        double[] around = new double[x.length + 2];
        double[] heights = new double[x.length + 2];
        System.arraycopy(x, 0, around, 1, x.length);
        System.arraycopy(y, 0, heights, 1, x.length);
        around[0] = x[0];
        around[x.length + 1] = x[x.length - 1];
        XYSeries series = chart.addSeries(name, around, heights);
        series.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea);
        series.setFillColor(color);
        series.setLineColor(color);
        series.setLineStyle(new BasicStroke(0.5f));
        series.setMarker(SeriesMarkers.NONE);
    }

    /**
     * Adds a line.
     *
     * @param chart the panel
     * @param name what it is
     * @param x where
     * @param y how high
     * @param color of the line
     */
    public static void line(XYChart chart, String name, double[] x, double[] y, Color color) {
        XYSeries series = chart.addSeries(name, x, y);
        series.setLineColor(color);
        series.setLineStyle(new BasicStroke(1.8f));
        series.setMarker(SeriesMarkers.NONE);
        series.setSmooth(false);
    }

    /**
     * Draws panels side by side.
     *
     * @param panels at least one
     * @return the PNG
     */
    public static byte[] png(List<XYChart> panels) {
        BufferedImage image = new BufferedImage(WIDTH * panels.size(), HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        for (XYChart panel : panels) {
            panel.paint(graphics, WIDTH, HEIGHT);
            graphics.translate(WIDTH, 0);
        }
        graphics.dispose();
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", png);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return png.toByteArray();
    }
}
