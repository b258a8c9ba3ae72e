package org.concretescore.core.objective;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;

/** Finds the minimum of a population objective over a few parameters. */
final class Descent {
    /** An objective and its gradient as functions of the parameters. */
    interface Population {
        TableModel.Result at(double[] theta);
    }

    private Descent() {}

    /** Levenberg's damped Newton steps, with differences of the gradient for the Hessian. */
    static double[] minimum(Population population, double[] start, String what) {
        int n = start.length;
        double[] theta = start.clone();
        TableModel.Result at = population.at(theta);
        double damping = 1;
        for (int step = 0; step < 500 && damping < 1e12; step++) {
            double[][] system = new double[n][n + 1];
            for (int i = 0; i < n; i++) {
                double[] moved = theta.clone();
                moved[i] += 1e-6;
                double[] gradient = population.at(moved).gradient();
                for (int j = 0; j < n; j++) {
                    system[j][i] = (gradient[j] - at.gradient()[j]) / 1e-6;
                }
                system[i][i] += damping;
                system[i][n] = -at.gradient()[i];
            }
            double[] move = solve(system);
            double[] next = theta.clone();
            // Short steps: CSM is flat where log ratios are far too small, and a leap might end there.
            double shorten = Math.min(1, 0.5 / norm(move));
            for (int i = 0; i < n; i++) {
                next[i] += shorten * move[i];
            }
            TableModel.Result there = population.at(next);
            // The last steps change the loss by less than its rounding: they have to make the gradient smaller.
            double gain = at.loss() - there.loss();
            double rounding = 1e-13 * (1 + Math.abs(at.loss()));
            if (gain > rounding || Math.abs(gain) <= rounding && norm(there.gradient()) < norm(at.gradient())) {
                theta = next;
                at = there;
                damping = Math.max(1e-12, damping / 5);
            } else {
                damping *= 4;
            }
        }
        double[] gradient = at.gradient();
        assertTrue(norm(gradient) < 1e-8, () -> "no convergence: " + what + ": " + norm(gradient));
        return theta;
    }

    private static double norm(double[] values) {
        return Math.sqrt(Arrays.stream(values).map(v -> v * v).sum());
    }

    /** Gaussian elimination with pivoting of rows, {@code [n, n + 1]}. */
    private static double[] solve(double[][] system) {
        int n = system.length;
        for (int k = 0; k < n; k++) {
            int pivot = k;
            for (int i = k + 1; i < n; i++) {
                pivot = Math.abs(system[i][k]) > Math.abs(system[pivot][k]) ? i : pivot;
            }
            double[] row = system[pivot];
            system[pivot] = system[k];
            system[k] = row;
            for (int i = 0; i < n; i++) {
                double factor = i == k ? 0 : system[i][k] / row[k];
                for (int j = k; j <= n; j++) {
                    system[i][j] -= factor * row[j];
                }
            }
        }
        double[] solution = new double[n];
        for (int i = 0; i < n; i++) {
            solution[i] = system[i][n] / system[i][i];
        }
        return solution;
    }
}
