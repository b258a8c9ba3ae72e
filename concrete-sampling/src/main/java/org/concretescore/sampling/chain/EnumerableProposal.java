package org.concretescore.sampling.chain;

/** A proposal that can write its law, so that the law of the kernel's step is known. */
public interface EnumerableProposal extends Proposal {
    /**
     * Writes the probabilities of the slots.
     *
     * @param states holds the state x
     * @param at where x begins
     * @param probabilities {@code [slots]}, receives {@code q(y|x)}, which is 0 for empty slots; the rest to 1 is the
     *     probability of staying
     */
    void probabilities(int[] states, int at, double[] probabilities);
}
