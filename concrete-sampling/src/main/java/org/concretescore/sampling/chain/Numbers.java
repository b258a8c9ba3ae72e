package org.concretescore.sampling.chain;

/** The memory of kernels of other packages. They see only the {@link ChainMemory}. */
record Numbers(Object key, ChainMemory shown) implements Memory {
    @Override
    public Acceptance rule() {
        return null;
    }

    @Override
    public void forget(int chain) {
        shown.forget(chain);
    }

    @Override
    public boolean knows(int chain) {
        return shown.knows(chain);
    }

    @Override
    public int width() {
        return shown.width();
    }

    @Override
    public double[] numbers() {
        return shown.values();
    }

    @Override
    public void restore(int chain, int[] states, int at, double[] numbers, int from) {
        shown.keep(chain, numbers, from);
    }
}
