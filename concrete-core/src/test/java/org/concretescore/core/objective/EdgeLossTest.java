package org.concretescore.core.objective;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.concretescore.core.score.Unit;
import org.concretescore.core.verify.Verify;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EdgeLossTest {
    /** The wrong one, too: its terms and slopes belong together all the same. */
    static List<ByTheBook> withTheOriginal() {
        return Stream.concat(ByTheBook.all().stream(), Stream.of(ByTheBook.WRONG))
                .toList();
    }

    static List<EdgeLoss> ofLogRatios() {
        return ByTheBook.losses().stream()
                .filter(loss -> loss.unit() == Unit.LOG_RATIO)
                .toList();
    }

    private static double[] grid(double from, double to, double step) {
        return DoubleStream.iterate(from, l -> l <= to, l -> l + step).toArray();
    }

    private static void assertClose(double expected, double actual, double relative, String what) {
        assertEquals(expected, actual, relative * Math.max(Math.abs(expected), Math.abs(actual)), what);
    }

    /** Constants included: equation 5 has the terms c^2 + 2c and -2c, which vanish at l = 0. */
    @ParameterizedTest
    @MethodSource("withTheOriginal")
    void termsAreThoseOfTheBook(ByTheBook book) {
        for (double l : grid(-7, 7, 0.173)) {
            assertEquals(
                    book.out().applyAsDouble(l),
                    book.loss().out(l),
                    1e-8 * Math.exp(Math.max(0, 2 * l)),
                    "out at " + l);
            assertEquals(book.in().applyAsDouble(l), book.loss().in(l), 1e-8 * Math.exp(Math.abs(l)), "in at " + l);
        }
    }

    @ParameterizedTest
    @MethodSource("withTheOriginal")
    void slopesAreDerivatives(ByTheBook book) {
        EdgeLoss loss = book.loss();
        // No point within 1e-5 of a tail at 0.5 or 2.
        for (double l : grid(-7.01, 7, 0.173)) {
            double outSlope = difference(loss::out, l);
            double inSlope = difference(loss::in, l);
            assertEquals(outSlope, loss.outSlope(l), 1e-6 * Math.abs(outSlope) + 1e-10, () -> "out at " + l);
            assertEquals(inSlope, loss.inSlope(l), 1e-6 * Math.abs(inSlope) + 1e-10, () -> "in at " + l);
        }
    }

    private static double difference(DoubleUnaryOperator f, double l) {
        double h = 1e-5;
        return (f.applyAsDouble(l + h) - f.applyAsDouble(l - h)) / (2 * h);
    }

    /** The true ratio is stationary whatever p: the derivative is w(l) (p_x e^l - p_y) with w > 0. */
    @ParameterizedTest
    @MethodSource("ofLogRatios")
    void everyLossIsProper(EdgeLoss loss) {
        for (double l : grid(-30, 30, 0.1)) {
            assertTrue(loss.inSlope(l) < 0, () -> "weight at " + l);
            assertClose(-Math.exp(l) * loss.inSlope(l), loss.outSlope(l), 1e-12, "slope at " + l);
        }
    }

    @Test
    void theCheckForUsersAgrees() {
        ByTheBook.losses().forEach(Verify::edgeLoss);
        assertThrows(IllegalArgumentException.class, () -> Verify.edgeLoss(new RatioOriginal()));
    }

    /** The identity fails for the wrong one: its slope has the other sign between the quarter power and the truth. */
    @Test
    void theOriginalOfRatioMatchingIsNotProper() {
        EdgeLoss wrong = new RatioOriginal();
        for (double l : grid(0.1, 5, 0.1)) {
            // p_x out' + p_y in' with p_y/p_x = e^l, at l and at l/4.
            assertTrue(wrong.outSlope(l) + Math.exp(l) * wrong.inSlope(l) > 0.01);
            assertEquals(0, wrong.outSlope(l / 4) + Math.exp(l) * wrong.inSlope(l / 4), 1e-12 * Math.exp(l));
        }
    }

    @Test
    void theLossOfScoresIsProper() {
        EdgeLoss loss = new Csm(Unit.SCORE);
        for (double c : grid(-1, 30, 0.1)) {
            assertTrue(loss.inSlope(c) < 0);
            assertEquals(-(1 + c) * loss.inSlope(c), loss.outSlope(c), 1e-12);
        }
    }

    /** The identity of a symmetric graph and a tied model: phi'(l) = e^l phi'(-l) for phi(l) = out(l) + in(-l). */
    @ParameterizedTest
    @MethodSource("ofLogRatios")
    void identityOfPhi(EdgeLoss loss) {
        for (double l : grid(-20, 20, 0.1)) {
            double slope = loss.outSlope(l) - loss.inSlope(-l);
            double mirrored = loss.outSlope(-l) - loss.inSlope(l);
            assertTrue(slope > 0);
            assertClose(slope, Math.exp(l) * mirrored, 1e-12, "phi' at " + l);
        }
    }

    /** The table of objectives: CSM is e^{2l} - 2 e^{-l} and ratio matching sigma(l)^2, up to a constant. */
    @Test
    void phiOfTheTable() {
        RatioMatching ratio = new RatioMatching();
        for (double l : grid(-5, 5, 0.1)) {
            double csm = ByTheBook.CSM.out(l) + ByTheBook.CSM.in(-l);
            assertEquals(Math.exp(2 * l) - 2 * Math.exp(-l) + 1, csm, 1e-10);
            assertEquals(Math.exp(l) + l, new ScoreEntropy().out(l) + new ScoreEntropy().in(-l), 1e-13);
            assertEquals(Math.log(1 + Math.exp(l)), new LogisticLoss().out(l) + new LogisticLoss().in(-l), 1e-13);
            assertEquals(Math.exp(l / 2), new ProbabilityFlow().out(l) + new ProbabilityFlow().in(-l), 1e-13);
            assertEquals(Math.exp(2 * l), new RatioOriginal().out(l) + new RatioOriginal().in(-l), 1e-10);
            assertEquals(1 / Math.pow(1 + Math.exp(-l), 2), ratio.out(l) + ratio.in(-l), 1e-15);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 2, 5})
    void withinTheTailItIsEquation5(double tail) {
        EdgeLoss loss = Tail.of(new Csm(Unit.LOG_RATIO), tail);
        for (double l : grid(-tail, tail, tail / 8)) {
            double c = Math.expm1(l);
            assertClose(c * c + 2 * c, loss.out(l), 1e-14, "out at " + l);
            assertClose(-2 * c, loss.in(l), 1e-14, "in at " + l);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 2, 5})
    void theTailsJoinSmoothly(double tail) {
        EdgeLoss loss = Tail.of(new Csm(Unit.LOG_RATIO), tail);
        for (double kink : new double[] {tail, -tail}) {
            for (DoubleUnaryOperator f :
                    List.<DoubleUnaryOperator>of(loss::out, loss::in, loss::outSlope, loss::inSlope)) {
                double inside = f.applyAsDouble(kink * (1 - 1e-9));
                double outside = f.applyAsDouble(kink * (1 + 1e-9));
                assertClose(inside, outside, 1e-7, "at " + kink);
            }
        }
    }

    /** The infimum of p_x out + p_y in over l is finite, also where one p is 0: no data row shows that end. */
    @ParameterizedTest
    @ValueSource(doubles = {0.5, 2, 5})
    void aTailBoundsEachTermBelow(double tail) {
        EdgeLoss loss = Tail.of(new Csm(Unit.LOG_RATIO), tail);
        double leastOut = Math.expm1(-2 * tail) - 4 * Math.exp(-2 * tail);
        double leastIn = -2 * Math.expm1(tail) - 4 * Math.exp(tail);
        for (double l : grid(-200, 200, 0.5)) {
            assertTrue(loss.out(l) >= leastOut - 1e-12 && loss.in(l) >= leastIn * (1 + 1e-15), () -> "at " + l);
        }
        assertClose(leastOut, loss.out(-200), 1e-14, "limit of out");
        assertClose(leastIn, loss.in(200), 1e-14, "limit of in");
        assertTrue(loss.out(200) > 1e30 && loss.in(-200) > 1e30);
    }

    @Test
    void withoutATailThereIsNoBound() {
        assertTrue(ByTheBook.CSM.in(200) < -1e80);
    }

    @Test
    void ratioMatchingIsBounded() {
        RatioMatching loss = new RatioMatching();
        for (double l : grid(-800, 800, 0.5)) {
            assertTrue(loss.out(l) >= 0 && loss.out(l) <= 0.5 && loss.in(l) >= 0 && loss.in(l) <= 0.5);
            assertTrue(loss.outSlope(l) >= 0 && loss.inSlope(l) <= 0);
        }
        assertEquals(0.5, loss.out(800));
        assertEquals(0, loss.out(-800));
        assertEquals(0.125, loss.out(0));
        assertEquals(0.5, loss.in(-800));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -2, Double.NaN})
    void tailsMustBePositive(double tail) {
        assertEquals(
                "tail must be above 0, was " + tail,
                assertThrows(IllegalArgumentException.class, () -> Tail.of(new Csm(Unit.LOG_RATIO), tail))
                        .getMessage());
    }
}
