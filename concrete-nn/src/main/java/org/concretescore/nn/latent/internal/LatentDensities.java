package org.concretescore.nn.latent.internal;

import org.concretescore.nn.latent.LatentSpec;
import org.concretescore.nn.latent.Relaxation;
import org.nd4j.autodiff.samediff.SDVariable;

/** Log masses and log densities of layers, and the divergence between them. */
final class LatentDensities {
    private final LatentParts parts;
    private final LatentSpec spec;
    private final double posterior;
    private final double prior;
    private final int samples;

    LatentDensities(LatentParts parts) {
        this.parts = parts;
        spec = parts.spec();
        posterior = parts.temperatures().posterior();
        prior = parts.temperatures().prior();
        samples = parts.samples();
    }

    /** Returns {@code log p(x | z)}, {@code [B, m]}, from logits {@code [B m, D]}. */
    SDVariable logLikelihood(SDVariable logits) {
        SDVariable signs = parts.columns(spec.sourceWidth(), spec.observed()).reshape(-1, 1, spec.observed());
        SDVariable losses = parts.graph()
                .nn()
                .softplus(logits.reshape(-1, samples, spec.observed()).mul(signs));
        return losses.sum(2).neg();
    }

    /** Returns the log density of relaxed nodes at themselves, {@code [B, m]}, which comes with the noise. */
    SDVariable noiseDensity() {
        return parts.columns(LatentGraph.inputWidth(spec, samples) - samples, samples);
    }

    /**
     * Returns the log mass of a layer, {@code [B, m]}, linear in its state: for bits
     * {@code sum (z + 1)/2 a - softplus(a)}, otherwise {@code sum x log softmax(a)}.
     */
    SDVariable logMass(int layer, LatentNodes.Node node, SDVariable a, boolean shared) {
        int width = spec.logits(layer);
        int copies = shared ? 1 : samples;
        if (spec.arity() == 2) {
            SDVariable dot = node.units()
                    .reshape(-1, samples, width)
                    .mul(a.mul(0.5).reshape(-1, copies, width))
                    .sum(2);
            SDVariable rest =
                    a.sum(1).mul(0.5).sub(parts.graph().nn().softplus(a).sum(1));
            return dot.add(rest.reshape(-1, copies));
        }
        return node.simplex()
                .reshape(-1, samples, width)
                .mul(logSoftmax(a).reshape(-1, copies, width))
                .sum(2);
    }

    /** Returns the log mass of a layer under the prior's logits {@code [logits]}. */
    SDVariable priorMass(LatentNodes.Node node, SDVariable a) {
        int width = spec.logits(spec.layers() - 1);
        if (spec.arity() == 2) {
            SDVariable row = a.reshape(1, width);
            SDVariable rest = row.sum(true, 1)
                    .mul(0.5)
                    .sub(parts.graph().nn().softplus(row).sum(true, 1));
            return node.units()
                    .mmul(a.mul(0.5).reshape(width, 1))
                    .reshape(-1, samples)
                    .add(rest);
        }
        return node.simplex().mmul(logSoftmax(a).reshape(width, 1)).reshape(-1, samples);
    }

    /**
     * Returns the log density of relaxed nodes under prior logits {@code [logits]} or {@code [B m, logits]},
     * {@code [B, m]}.
     */
    SDVariable logDensity(int layer, LatentNodes.Node node, SDVariable a) {
        int n = spec.arity();
        int width = spec.logits(layer);
        SDVariable scaled = node.noisy().mul(prior / posterior);
        SDVariable density;
        double constant;
        if (parts.relaxation() == Relaxation.LOGISTIC_NORMAL) {
            constant = spec.nodes(layer) * (n - 1) * (Math.log(prior) - Math.log(2 * Math.PI) / 2);
            SDVariable away = scaled.sub(a);
            if (n > 2) {
                away = away.reshape(-1, n).mmul(differences()).reshape(-1, (long) spec.nodes(layer) * (n - 1));
            }
            density = away.mul(away).sum(1).mul(-0.5);
        } else if (n == 2) {
            constant = spec.nodes(layer) * Math.log(prior);
            // The logistic density is even, so log f = v - 2 softplus(v).
            SDVariable away = scaled.sub(a);
            density = away.sum(1).sub(parts.graph().nn().softplus(away).sum(1).mul(2));
        } else {
            constant = spec.nodes(layer) * ConcreteNoise.constant(n, prior);
            // The density does not change when all y are shifted, so their log-sum-exp is not needed.
            density = logSoftmax(scaled.sub(a).neg()).reshape(-1, width).sum(1);
        }
        return density.reshape(-1, samples).add(constant);
    }

    /** Returns the matrix that subtracts the last of n columns from the others, {@code [n, n - 1]}. */
    private SDVariable differences() {
        int n = spec.arity();
        double[][] matrix = new double[n][n - 1];
        for (int k = 0; k < n - 1; k++) {
            matrix[k][k] = 1;
            matrix[n - 1][k] = -1;
        }
        return parts.constant(matrix);
    }

    /**
     * Returns the divergence of discrete nodes of logits a, {@code [B, logits]}, from the prior of logits p,
     * {@code [B, 1]}.
     */
    SDVariable divergence(SDVariable a, SDVariable p) {
        SDVariable terms;
        if (spec.arity() == 2) {
            SDVariable mean = parts.graph().nn().sigmoid(a);
            terms = mean.mul(a.sub(p))
                    .sub(parts.graph().nn().softplus(a))
                    .add(parts.graph().nn().softplus(p));
        } else {
            SDVariable logQ = logSoftmax(a).reshape(-1, spec.logits(0));
            SDVariable logP = logSoftmax(p).reshape(1, spec.logits(0));
            SDVariable q =
                    parts.graph().nn().softmax(a.reshape(-1, spec.arity()), 1).reshape(-1, spec.logits(0));
            terms = q.mul(logQ.sub(logP));
        }
        return terms.sum(true, 1);
    }

    private SDVariable logSoftmax(SDVariable logits) {
        // ND4J 1.0.0-M2.1 can't clone an op with a named dimension. Without one, it takes the last dimension.
        return parts.graph().nn().logSoftmax(logits.reshape(-1, spec.arity()));
    }
}
