package org.concretescore.sampling.annealing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.LogDensity;
import org.concretescore.core.space.StateSpace;

/** PROTOTYPE bed. */
final class IntervalBed {
    record Case(String name, LogDensity target, double logZ, int[] rows, int count) {}

    static double exp(UniformRandomProvider r) { return -Math.log(1 - r.nextDouble()); }

    /** log of mixture of products with noise. */
    static Case modes(RandomStreams s, int index, int dimension, int k, int modes, double noise, double smallest, boolean dataMisses) {
        UniformRandomProvider r = s.stream("modes", index);
        int[] cards = new int[dimension];
        Arrays.fill(cards, k);
        StateSpace space = StateSpace.of(cards);
        int[] c = r.ints((long) modes * dimension, 0, k).toArray();
        double[] w = new double[modes];
        double sum = 0;
        for (int i = 0; i < modes; i++) { w[i] = i == 0 ? smallest : 0.1 + exp(r); if (i > 0) sum += w[i]; }
        for (int i = 1; i < modes; i++) w[i] *= (1 - smallest) / sum;
        double shift = 10 * r.nextDouble();
        LogDensity target = Targets.of(space, x -> {
            double max = Double.NEGATIVE_INFINITY;
            double[] t = new double[modes];
            for (int m = 0; m < modes; m++) {
                int diff = 0;
                for (int d = 0; d < dimension; d++) diff += x[d] != c[m * dimension + d] ? 1 : 0;
                t[m] = Math.log(w[m]) + diff * Math.log(noise / (k - 1)) + (dimension - diff) * Math.log1p(-noise);
                max = Math.max(max, t[m]);
            }
            double sm = 0;
            for (double v : t) sm += Math.exp(v - max);
            return shift + max + Math.log(sm);
        });
        int count = 300;
        int[] rows = new int[count * dimension];
        for (int i = 0; i < count; i++) {
            int m = 0;
            double u = r.nextDouble();
            while (m < modes - 1 && u >= w[m]) u -= w[m++];
            if (dataMisses && modes > 1 && m == 1) m = 0;
            for (int d = 0; d < dimension; d++) {
                int v = c[m * dimension + d];
                rows[i * dimension + d] = r.nextDouble() < noise ? (v + 1 + r.nextInt(k - 1)) % k : v;
            }
        }
        return new Case("modes D" + dimension + " k" + k + " M" + modes + " e" + noise + " w" + smallest + (dataMisses ? " missed" : ""), target, shift, rows, count);
    }

    /** Relations: coordinates a.. free with pair couplings, others xor/and of two with penalty. */
    static Case relations(RandomStreams s, int index, int dimension, int relations, double penalty) {
        UniformRandomProvider r = s.stream("relations", index);
        StateSpace space = StateSpace.binary(dimension);
        int free = dimension - relations;
        int[][] of = new int[relations][];
        for (int i = 0; i < relations; i++) {
            int a = r.nextInt(free + i);
            int b;
            do { b = r.nextInt(free + i); } while (b == a);
            of[i] = new int[] {a, b, r.nextInt(4)};
        }
        double[] bias = new double[dimension];
        Arrays.setAll(bias, d -> 2 * r.nextDouble() - 1);
        double[][] pair = new double[free][free];
        for (double[] p : pair) Arrays.setAll(p, d -> r.nextDouble() < 0.3 ? 2 * (r.nextDouble() - 0.5) : 0);
        LogDensity target = Targets.of(space, x -> {
            double e = 0;
            for (int d = 0; d < free; d++) {
                e += bias[d] * x[d];
                for (int f = 0; f < d; f++) e += pair[d][f] * (2 * x[d] - 1) * (2 * x[f] - 1);
            }
            for (int i = 0; i < relations; i++) {
                int v = of[i][2] < 2 ? x[of[i][0]] ^ x[of[i][1]] : of[i][2] == 2 ? x[of[i][0]] & x[of[i][1]] : x[of[i][0]] | x[of[i][1]];
                if (v != x[free + i]) e -= penalty;
            }
            return e;
        });
        ExactDistribution p = ExactDistribution.of(target);
        int count = 300;
        return new Case("relations D" + dimension + " R" + relations + " J" + penalty, target, p.logZ(), p.sample(count, r), count);
    }

    /** Heavy-tailed table. */
    static Case table(RandomStreams s, int index, StateSpace space, double scale, boolean uniformRows) {
        UniformRandomProvider r = s.stream("table", index);
        int n = (int) space.enumerableSize(1 << 22, "x");
        double[] logs = new double[n];
        // log-normal-ish heavy: scale * exponential
        Arrays.setAll(logs, i -> scale * exp(r));
        LogDensity target = new LogDensity() {
            public StateSpace space() { return space; }
            public void logDensities(int[] states, int count, double[] out) {
                for (int i = 0; i < count; i++) out[i] = logs[(int) space.rank(states, i * space.dimension())];
            }
        };
        ExactDistribution p = ExactDistribution.of(target);
        int count = 300;
        int[] rows = p.sample(count, r);
        if (uniformRows) for (int i = 0; i < count; i++) space.unrank(r.nextInt(n), rows, i * space.dimension());
        return new Case("table " + space.dimension() + " scale " + scale + (uniformRows ? " rare rows" : ""), target, p.logZ(), rows, count);
    }

    static Case fromRbm(RandomStreams s, int index, int visible, int hidden, double dev) {
        UniformRandomProvider r = s.stream("rbm", index);
        Targets.Rbm rbm = new Targets.Rbm(visible, hidden, dev, r);
        return new Case("rbm " + visible + " dev " + dev, rbm, rbm.logZ(), rbm.sample(300, r), 300);
    }

    static List<java.util.function.Supplier<Case>> cases(RandomStreams s) {
        List<java.util.function.Supplier<Case>> all = new ArrayList<>();
        int i = 0;
        for (int rep = 0; rep < 5; rep++) {
            for (double j : new double[] {4, 8, 15}) { int n = i++; all.add(() -> relations(s, n, 12, 3, j)); int m = i++; all.add(() -> relations(s, m, 12, 6, j)); int q = i++; all.add(() -> relations(s, q, 18, 8, j)); }
            for (double e : new double[] {0.01, 0.05}) for (int d : new int[] {12, 20, 40}) {
                int a = i++; all.add(() -> modes(s, a, d, 2, 8, e, 0.02, false));
                int b = i++; all.add(() -> modes(s, b, d, 2, 40, e, 0.01, false));
                int c = i++; all.add(() -> modes(s, c, d, 2, 6, e, 0.02, true));
            }
            { int n = i++; all.add(() -> modes(s, n, 8, 4, 10, 0.03, 0.02, false)); }
            { int n = i++; all.add(() -> modes(s, n, 100, 2, 10, 0.03, 0.02, false)); }
            for (double sc : new double[] {0.7, 1, 2}) { int n = i++; all.add(() -> table(s, n, StateSpace.binary(12), sc, false)); int m = i++; all.add(() -> table(s, m, StateSpace.of(3, 4, 5, 6), sc, true)); }
            for (double dv : new double[] {0.5, 1, 2}) { int n = i++; all.add(() -> fromRbm(s, n, 30, 10, dv)); }
        }
        return all;
    }

    public static void main(String[] args) {
        long seed = Long.parseLong(args[0]);
        String filter = args.length > 1 ? args[1] : "";
        int chains = args.length > 2 ? Integer.parseInt(args[2]) : 1000;
        RandomStreams s = new RandomStreams(seed);
        int held = 0, flagged = 0, n = 0, bad = 0;
        for (var supplier : cases(s)) {
            Case c = supplier.get();
            if (!c.name().contains(filter)) continue;
            long start = System.nanoTime();
            AnnealingOptions o = new AnnealingOptions(chains, c.target().space().dimension(), 1);
            Exploration ex = Exploration.run(c.target(), Graphs.hamming(c.target().space()), c.rows(), c.count(), o, s, "i" + n);
            LogZInterval iv = LogZInterval.estimate(ex, ex.schedule(Math.min(20000, ex.steps())), o, s, "i" + n, t -> {});
            boolean in = iv.lower() <= c.logZ() && c.logZ() <= iv.upper();
            boolean flag = !iv.doubts().isEmpty();
            n++; if (flag) flagged++; else if (in) held++; else bad++;
            System.out.printf(Locale.ROOT, "%s%s %-32s width %.3f  off %+.4f  model %+.4f data %+.4f ess %.0f coarse %.0f temps %d %.1fs %s%n",
                    in ? "in " : "OUT", flag ? " FLAG" : "     ", c.name(), iv.upper() - iv.lower(), iv.logZ() - c.logZ(),
                    iv.fromModel().logZ() - c.logZ(), iv.fromRows().logZ() - c.logZ(), iv.forward().effectiveSampleSize(), ex.coarse().effectiveSampleSize(), iv.temperatures(),
                    (System.nanoTime() - start) / 1e9, iv.doubts());
        }
        System.out.printf("%d cases, %d flagged, %d held, %d BAD%n", n, flagged, held, bad);
    }
}
