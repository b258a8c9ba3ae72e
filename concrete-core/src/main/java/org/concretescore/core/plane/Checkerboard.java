package org.concretescore.core.plane;

import org.apache.commons.rng.UniformRandomProvider;

/** The uniform distribution on the eight dark squares, of side 2, of a board of 4 x 4. */
final class Checkerboard implements PlaneLaw {
    private static final double SQUARES = 8;
    private static final double SIDE = 2;

    @Override
    public void sample(UniformRandomProvider random, int count, double[] xy) {
        for (int i = 0; i < count; i++) {
            double x = 4 * random.nextDouble() - 2;
            double y = random.nextDouble() - 2 * random.nextInt(2) + Math.floorMod((int) Math.floor(x), 2);
            xy[2 * i] = SIDE * x;
            xy[2 * i + 1] = SIDE * y;
        }
    }

    @Override
    public double density(double x, double y) {
        boolean inside = x >= -4 && x < 4 && y >= -4 && y < 4;
        boolean dark = inside && Math.floorMod((int) Math.floor(x / SIDE) + (int) Math.floor(y / SIDE), 2) == 0;
        return dark ? 1 / (SQUARES * SIDE * SIDE) : 0;
    }

    @Override
    public void addMasses(PlaneGrid grid, double[] masses) {
        int bins = grid.bins();
        for (int column = -2; column < 2; column++) {
            for (int row = -2; row < 2; row++) {
                if (Math.floorMod(column + row, 2) == 0) {
                    for (int i = 0; i < bins; i++) {
                        double share = overlap(grid, i, column) / SQUARES;
                        for (int j = 0; share > 0 && j < bins; j++) {
                            masses[i * bins + j] += share * overlap(grid, j, row);
                        }
                    }
                }
            }
        }
    }

    /** Returns the part of a square's side that lies in a cell. */
    private static double overlap(PlaneGrid grid, int cell, int square) {
        double from = cell == 0 ? Double.NEGATIVE_INFINITY : grid.border(cell);
        double to = cell == grid.bins() - 1 ? Double.POSITIVE_INFINITY : grid.border(cell + 1);
        return Math.max(0, Math.min(to, SIDE * (square + 1)) - Math.max(from, SIDE * square)) / SIDE;
    }
}
