package org.concretescore.core.objective;

import org.concretescore.core.score.Unit;

/** A loss on log ratios that is made of one function, {@code out(l) = phi(l)/2} and {@code in(l) = phi(-l)/2}. */
interface MirroredLoss extends EdgeLoss {
    @Override
    default Unit unit() {
        return Unit.LOG_RATIO;
    }

    @Override
    default double in(double l) {
        return out(-l);
    }

    @Override
    default double inSlope(double l) {
        return -outSlope(-l);
    }
}
