package org.concretescore.core.graph;

/** The named graphs on ranks {@code 0..n-1}. */
final class Shapes {
    private Shapes() {}

    /** A ring in both directions. A ring of two has one slot, because the slots must lead to distinct states. */
    record Cycle(int n) implements RankGraph.Shape {
        @Override
        public int slots() {
            return Math.min(2, n - 1);
        }

        @Override
        public int target(int rank, int slot) {
            return slot == 0 ? (rank + 1 == n ? 0 : rank + 1) : (rank == 0 ? n - 1 : rank - 1);
        }

        @Override
        public int slotOf(int rank, int target) {
            return rank == target ? -1 : target == target(rank, 0) ? 0 : target == target(rank, 1) ? 1 : -1;
        }

        @Override
        public int reverseSlots(int rank) {
            return slots();
        }

        @Override
        public int maxReverseSlots() {
            return slots();
        }

        @Override
        public int source(int rank, int k) {
            return target(rank, k);
        }

        @Override
        public int sourceSlot(int rank, int k) {
            return slots() - 1 - k;
        }

        @Override
        public boolean isSymmetric() {
            return true;
        }

        @Override
        public boolean isFull() {
            return true;
        }

        @Override
        public Connectivity connectivity() {
            return Connectivity.STRONG;
        }

        @Override
        public String spec() {
            return "cycle";
        }
    }

    /** A line in one direction, from k to k + 1. If {@code closed}, the last leads to the first. */
    record Forward(int n, boolean closed) implements RankGraph.Shape {
        @Override
        public int slots() {
            return n > 1 ? 1 : 0;
        }

        @Override
        public int target(int rank, int slot) {
            return rank + 1 < n ? rank + 1 : closed ? 0 : -1;
        }

        @Override
        public int slotOf(int rank, int target) {
            return rank != target && target == target(rank, 0) ? 0 : -1;
        }

        @Override
        public int reverseSlots(int rank) {
            return slots();
        }

        @Override
        public int maxReverseSlots() {
            return slots();
        }

        @Override
        public int source(int rank, int k) {
            return rank > 0 ? rank - 1 : closed ? n - 1 : -1;
        }

        @Override
        public int sourceSlot(int rank, int k) {
            return 0;
        }

        @Override
        public boolean isSymmetric() {
            return n == 1 || closed && n == 2;
        }

        @Override
        public boolean isFull() {
            return closed;
        }

        @Override
        public Connectivity connectivity() {
            return closed || n == 1 ? Connectivity.STRONG : Connectivity.WEAK;
        }

        @Override
        public String spec() {
            return closed ? "cycle-forward" : "chain";
        }
    }

    /** All ordered pairs. Slot j adds j + 1 modulo n. */
    record Complete(int n) implements RankGraph.Shape {
        @Override
        public int slots() {
            return n - 1;
        }

        @Override
        public int target(int rank, int slot) {
            int remaining = n - 1 - slot;
            return rank < remaining ? rank + slot + 1 : rank - remaining;
        }

        @Override
        public int slotOf(int rank, int target) {
            return target > rank ? target - rank - 1 : target < rank ? target - rank - 1 + n : -1;
        }

        @Override
        public int reverseSlots(int rank) {
            return n - 1;
        }

        @Override
        public int maxReverseSlots() {
            return n - 1;
        }

        @Override
        public int source(int rank, int k) {
            return target(rank, k);
        }

        @Override
        public int sourceSlot(int rank, int k) {
            return n - 2 - k;
        }

        @Override
        public boolean isSymmetric() {
            return true;
        }

        @Override
        public boolean isFull() {
            return true;
        }

        @Override
        public Connectivity connectivity() {
            return Connectivity.STRONG;
        }

        @Override
        public String spec() {
            return "complete";
        }
    }

    /** Edges from every state to its parent (rank - 1) / arity. A star is the tree whose root has n - 1 children. */
    record Tree(int n, int arity, String spec) implements RankGraph.Shape {
        @Override
        public int slots() {
            return n > 1 ? 1 : 0;
        }

        @Override
        public int target(int rank, int slot) {
            return rank == 0 ? -1 : (rank - 1) / arity;
        }

        @Override
        public int slotOf(int rank, int target) {
            return target == target(rank, 0) ? 0 : -1;
        }

        @Override
        public int reverseSlots(int rank) {
            long first = (long) rank * arity + 1;
            return (int) Math.max(0, Math.min(arity, n - first));
        }

        @Override
        public int maxReverseSlots() {
            return Math.min(arity, n - 1);
        }

        @Override
        public int source(int rank, int k) {
            return rank * arity + 1 + k;
        }

        @Override
        public int sourceSlot(int rank, int k) {
            return 0;
        }

        @Override
        public boolean isSymmetric() {
            return n == 1;
        }

        @Override
        public Connectivity connectivity() {
            return n == 1 ? Connectivity.STRONG : Connectivity.WEAK;
        }
    }
}
