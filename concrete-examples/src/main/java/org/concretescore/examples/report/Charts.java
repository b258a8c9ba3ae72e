package org.concretescore.examples.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Makes panels in the common style of all pictures, and draws panels side by side. */
public final class Charts {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 400;
    private static final int GROUP_WIDTH = 110;
    private static final int BAR_WIDTH = 20;
    private static final List<Color> COLORS = List.of(
            new Color(70, 120, 200),
            new Color(235, 140, 40),
            new Color(90, 170, 90),
            new Color(200, 80, 90),
            new Color(140, 110, 190),
            new Color(120, 120, 120),
            new Color(60, 180, 190),
            new Color(190, 170, 60));

    private Charts() {}

    /**
     * Returns the colors of series.
     *
     * @return the colors, which series take in turn
     */
    public static List<Color> colors() {
        return COLORS;
    }

    /**
     * Returns an empty panel.
     *
     * @param title the title above the plot
     * @param x the label of the horizontal axis
     * @param y the label of the vertical axis
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
        style(chart.getStyler());
        return chart;
    }

    private static void style(AxesChartStyler styler) {
        styler.setChartBackgroundColor(Color.WHITE)
                .setLegendPosition(Styler.LegendPosition.OutsideS)
                .setLegendLayout(Styler.LegendLayout.Horizontal)
                .setLegendBorderColor(Color.WHITE)
                .setChartTitleBoxVisible(false);
        styler.setPlotGridVerticalLinesVisible(false)
                .setPlotGridLinesColor(new Color(230, 230, 230))
                .setPlotBorderVisible(false)
                .setDecimalPattern("0.####");
    }

    /**
     * Returns a panel of bars in groups, which is wide enough for all groups.
     *
     * @param title the title above the plot
     * @param y the label of the vertical axis
     * @param groups the names below the groups, at least one
     * @param heights the heights by name, one for each group; a NaN stands for a missing bar
     * @return the panel
     */
    public static CategoryChart groupedBars(
            String title, String y, List<String> groups, Map<String, double[]> heights) {
        CategoryChart chart = new CategoryChartBuilder()
                .width(Math.max(WIDTH, groups.size() * Math.max(GROUP_WIDTH, BAR_WIDTH * heights.size())))
                .height(HEIGHT)
                .title(title)
                .yAxisTitle(y)
                .build();
        style(chart.getStyler());
        chart.getStyler().setAvailableSpaceFill(0.8);
        int n = 0;
        for (Map.Entry<String, double[]> bars : heights.entrySet()) {
            List<Double> values = Arrays.stream(bars.getValue())
                    .mapToObj(height -> Double.isFinite(height) ? height : null)
                    .toList();
            chart.addSeries(bars.getKey(), groups, values).setFillColor(COLORS.get(n++ % COLORS.size()));
        }
        return chart;
    }

    /**
     * Adds a bar for each state.
     *
     * @param chart the panel
     * @param name the name of the series
     * @param heights the heights, one for each state
     * @param from the position where the bar of state 0 begins
     * @param width the width of a bar, below 1
     * @param color the color of the bars
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
     * @param name the name of the series
     * @param x the positions, increasing
     * @param y the heights
     * @param color the color of the area
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
     * @param name the name of the series
     * @param x the positions
     * @param y the heights
     * @param color the color of the line
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
     * @param panels the panels, at least one
     * @return the PNG
     */
    public static byte[] png(List<? extends Chart<?, ?>> panels) {
        return Pictures.png(() -> drawn(panels));
    }

    private static BufferedImage drawn(List<? extends Chart<?, ?>> panels) {
        int width = panels.stream().mapToInt(Chart::getWidth).sum();
        BufferedImage image = new BufferedImage(width, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        for (Chart<?, ?> panel : panels) {
            panel.paint(graphics, panel.getWidth(), HEIGHT);
            graphics.translate(panel.getWidth(), 0);
        }
        graphics.dispose();
        return image;
    }
}
