package org.concretescore.core.graph;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.space.StateSpace;

/**
 * Makes neighborhood graphs.
 *
 * <p>Grid, torus and Hamming change one coordinate and work on spaces of any size. On bits, all three are the bit flip.
 * Unmask changes one coordinate, too, but in one direction only: from the mask, which is the last value of a
 * coordinate, to the other values. Cycle, chain, star, complete and tree join states by rank (on one coordinate: by
 * value), so the number of states must fit an int.
 *
 * <pre>{@code
 * StateSpace space = StateSpace.uniform(3, 4);
 * Neighborhood hamming = Graphs.hamming(space); // another value of one coordinate: 9 neighbors
 * Neighborhood grid = Graphs.parse("grid", space); // one up or one down in one coordinate: up to 6 neighbors
 * Neighborhood own = Graphs.edges(StateSpace.of(3), new int[][] {{0, 1}, {1, 2}, {2, 0}}); // directed
 * Graphs.verify(own); // says what is wrong, if something is
 * }</pre>
 */
public final class Graphs {
    /** The names that {@link #parse} knows, in the order of the documentation. */
    public static final List<String> NAMES = List.of(
            "grid", "torus", "hamming", "unmask", "cycle", "cycle-forward", "chain", "star", "complete", "tree");

    /** The largest number of states that {@link #verify(Neighborhood)} looks at. */
    public static final int VERIFIED = 1 << 14;

    /** The largest depth of nested unions in a text. Each level costs stack, and steps of a walk. */
    private static final int DEEPEST = 100;

    private static final int ENUMERATION_LIMIT = 1 << 24;

    private Graphs() {}

    /**
     * Returns the graph of steps up or down in one coordinate, which end at the borders: {@code x +- e_d}.
     *
     * @param space the states
     * @return the graph, symmetric; two slots per coordinate (one for bits)
     */
    public static Neighborhood grid(StateSpace space) {
        return new CoordinateGraph(space, CoordinateGraph.Kind.GRID);
    }

    /**
     * Returns the graph of steps up or down in one coordinate, where the last value is next to the first.
     *
     * @param space the states
     * @return the graph, symmetric; two slots per coordinate (one for bits)
     */
    public static Neighborhood torus(StateSpace space) {
        return new CoordinateGraph(space, CoordinateGraph.Kind.TORUS);
    }

    /**
     * Returns the graph of all changes of one coordinate. On binary data it is the bit flip.
     *
     * @param space the states
     * @return the graph, symmetric; {@code K_d - 1} slots for coordinate d
     */
    public static Neighborhood hamming(StateSpace space) {
        return new CoordinateGraph(space, CoordinateGraph.Kind.HAMMING);
    }

    /**
     * Returns the graph that leads from each masked coordinate to each real value of it. Absorbing noise can be undone
     * on these edges. The mask is the last value, {@code K_d - 1}. A coordinate of one value does not have edges.
     *
     * @param space the states
     * @return the graph, directed, weakly connected; {@code K_d - 1} slots for coordinate d. Its slot j leads to
     *     value j, and is empty where the coordinate is not masked
     * @throws IllegalArgumentException if there would be more than 2^24 slots
     */
    public static Neighborhood unmask(StateSpace space) {
        return new UnmaskGraph(space);
    }

    /**
     * Returns a ring through the states in both directions.
     *
     * @param space the states
     * @return the graph, symmetric; two slots
     */
    public static Neighborhood cycle(StateSpace space) {
        return new RankGraph(space, "cycle", Shapes.Cycle::new);
    }

    /**
     * Returns a ring through the states in one direction, from k to k + 1.
     *
     * @param space the states
     * @return the graph, directed, strongly connected; one slot
     */
    public static Neighborhood cycleForward(StateSpace space) {
        return new RankGraph(space, "cycle-forward", n -> new Shapes.Forward(n, true));
    }

    /**
     * Returns the chain from k to k + 1. The last state does not have a neighbor.
     *
     * @param space the states
     * @return the graph, directed, weakly connected; one slot
     */
    public static Neighborhood chain(StateSpace space) {
        return new RankGraph(space, "chain", n -> new Shapes.Forward(n, false));
    }

    /**
     * Returns the star: every state leads to state 0, which does not have a neighbor (Example 1).
     *
     * @param space the states
     * @return the graph, directed, weakly connected; one slot
     */
    public static Neighborhood star(StateSpace space) {
        return new RankGraph(space, "star", n -> new Shapes.Tree(n, Math.max(1, n - 1), "star"));
    }

    /**
     * Returns the graph in which every state leads to every other.
     *
     * @param space the states
     * @return the graph, symmetric; one slot fewer than states
     */
    public static Neighborhood complete(StateSpace space) {
        return new RankGraph(space, "complete", Shapes.Complete::new);
    }

    /**
     * Returns a binary tree whose edges lead from child to parent: the one neighbor of state k is (k - 1) / 2.
     *
     * @param space the states
     * @return the graph, directed, weakly connected; one slot
     */
    public static Neighborhood tree(StateSpace space) {
        return new RankGraph(space, "tree", n -> new Shapes.Tree(n, 2, "tree"));
    }

    /**
     * Returns the graph of a list of edges.
     *
     * @param space the states
     * @param edges pairs {source, target} of ranks; the slots of a state follow the order of the list
     * @return the graph
     * @throws IllegalArgumentException if an edge is not a pair of two different states, or comes twice
     */
    public static Neighborhood edges(StateSpace space, int[]... edges) {
        return new RankGraph(space, "edges", n -> new EdgeList(n, edges));
    }

    /**
     * Returns the graph that has the edges of two graphs.
     *
     * @param first the graph whose slots come first
     * @param second the graph whose slots follow; a slot is empty where the first graph has the same edge
     * @return the union
     * @throws IllegalArgumentException if the graphs are on different spaces
     */
    public static Neighborhood union(Neighborhood first, Neighborhood second) {
        return new UnionGraph(first, second);
    }

    /**
     * Returns the graph on which every edge may be walked both ways. Reversible samplers move on it.
     *
     * @param graph any graph
     * @return the graph itself if it is symmetric; otherwise a graph whose first slots are those of {@code graph} and
     *     whose further slots, numbered from {@code graph.slots()}, are its reverse slots
     */
    public static Neighborhood symmetrize(Neighborhood graph) {
        return graph.isSymmetric() ? graph : new SymmetrizedGraph(graph);
    }

    /**
     * Makes a graph from its name or {@link Neighborhood#spec}.
     *
     * @param spec one of {@link #NAMES}, {@code edges(0>1,...)}, {@code union(A,B)} or {@code symmetrized(A)}
     * @param space the states
     * @return the graph
     * @throws IllegalArgumentException if the text is none of these, or nested more than 100 deep
     */
    public static Neighborhood parse(String spec, StateSpace space) {
        return parse(spec, space, 0);
    }

    private static Neighborhood parse(String spec, StateSpace space, int depth) {
        if (depth > DEEPEST) {
            throw new IllegalArgumentException("a graph's unions may be nested at most " + DEEPEST + " deep");
        }
        switch (spec) {
            case "grid":
                return grid(space);
            case "torus":
                return torus(space);
            case "hamming":
                return hamming(space);
            case "unmask":
                return unmask(space);
            case "cycle":
                return cycle(space);
            case "cycle-forward":
                return cycleForward(space);
            case "chain":
                return chain(space);
            case "star":
                return star(space);
            case "complete":
                return complete(space);
            case "tree":
                return tree(space);
            default:
                break;
        }
        int open = spec.indexOf('(');
        if (open > 0 && spec.endsWith(")")) {
            List<String> arguments = arguments(spec.substring(open + 1, spec.length() - 1));
            String name = spec.substring(0, open);
            if (name.equals("union") && arguments.size() == 2) {
                return union(parse(arguments.get(0), space, depth + 1), parse(arguments.get(1), space, depth + 1));
            }
            if (name.equals("symmetrized") && arguments.size() == 1) {
                return symmetrize(parse(arguments.get(0), space, depth + 1));
            }
            if (name.equals("edges")) {
                return edges(space, arguments.stream().map(a -> edge(spec, a)).toArray(int[][]::new));
            }
        }
        throw new IllegalArgumentException("unknown graph '" + spec + "'; the known names are "
                + String.join(", ", NAMES)
                + ", edges(0>1,...) and union(A,B)");
    }

    /**
     * Returns the fingerprint of a graph. Files use it to recognize a graph that {@link #parse} can't make again.
     * Graphs with the same edges in the same slots have the same fingerprint, in every process and every version. All
     * edges of a small graph are part of it. Of a larger graph, a fixed choice of about a million coordinates of
     * neighbors is part of it, so two large graphs that differ in few edges may have the same fingerprint.
     *
     * @param graph the graph
     * @return a text of one line
     */
    public static String fingerprint(Neighborhood graph) {
        return GraphDigest.of(graph);
    }

    /**
     * Returns whether two graphs have the same edges in the same slots. Their names do not matter.
     *
     * @param first a graph
     * @param second another one
     * @return true if the graphs are equal, or their {@linkplain #fingerprint fingerprints} are
     */
    public static boolean same(Neighborhood first, Neighborhood second) {
        return first.equals(second)
                || first.space().equals(second.space())
                        && first.slots() == second.slots()
                        && fingerprint(first).equals(fingerprint(second));
    }

    private static int[] edge(String spec, String text) {
        String[] ends = text.split(">", -1);
        try {
            if (ends.length == 2) {
                return new int[] {Integer.parseInt(ends[0].trim()), Integer.parseInt(ends[1].trim())};
            }
        } catch (NumberFormatException e) {
            // Reported below.
        }
        throw new IllegalArgumentException("graph '" + spec + "': '" + text + "' is not an edge like 0>1");
    }

    /** Splits at the commas outside of parentheses. */
    private static List<String> arguments(String text) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == ',' && depth == 0) {
                parts.add(text.substring(from, i).trim());
                from = i + 1;
            }
        }
        if (!text.isBlank()) {
            parts.add(text.substring(from).trim());
        }
        return parts;
    }

    /**
     * Finds the connectivity of any graph by walking its edges.
     *
     * @param graph the graph
     * @return the connectivity
     * @throws IllegalArgumentException if there are more than 2^24 states
     */
    public static Connectivity enumerateConnectivity(Neighborhood graph) {
        int n = graph.space().enumerableSize(ENUMERATION_LIMIT, "the connectivity of " + graph);
        if (reaches(graph, n, true, false) && reaches(graph, n, false, true)) {
            return Connectivity.STRONG;
        }
        return reaches(graph, n, true, true) ? Connectivity.WEAK : Connectivity.DISCONNECTED;
    }

    /** Returns whether all states can be reached from state 0 along the edges, against them, or both. */
    private static boolean reaches(Neighborhood graph, int n, boolean along, boolean against) {
        StateSpace space = graph.space();
        boolean[] seen = new boolean[n];
        int[] queue = new int[n];
        int[] x = new int[space.dimension()];
        int[] y = new int[space.dimension()];
        int head = 0;
        int tail = 1;
        seen[0] = true;
        while (head < tail) {
            space.unrank(queue[head++], x, 0);
            int slots = along ? graph.slots() : 0;
            int reverseSlots = against ? graph.reverseSlots(x, 0) : 0;
            for (int i = 0; i < slots + reverseSlots; i++) {
                boolean there =
                        i < slots ? graph.neighbor(x, 0, i, y, 0) : graph.reverseNeighbor(x, 0, i - slots, y, 0) >= 0;
                if (there) {
                    int rank = (int) space.rank(y, 0);
                    if (!seen[rank]) {
                        seen[rank] = true;
                        queue[tail++] = rank;
                    }
                }
            }
        }
        return tail == n;
    }

    /**
     * Checks that a graph keeps all promises of {@link Neighborhood}, at every state. Call it in the test of your own
     * graph: training and sampling give wrong results without an error if the neighbors and the reverse neighbors
     * disagree, or if the graph says wrongly that it is symmetric.
     *
     * <p>It checks that neighbors lie in the space, are distinct, are not the state itself, and are the same wherever
     * the state lies in an array; that no call writes elsewhere; that {@code slotOf}, {@code move}, {@code degree} and
     * {@code inDegree} agree with the neighbors; that reverse neighbors are the inverse of neighbors; and that
     * {@code isSymmetric}, {@code isFull}, {@code maxReverseSlots} and {@code connectivity} are true. It can't check
     * that a slot means the same at every state. A symmetric graph that says that it is not symmetric passes.
     *
     * @param graph a graph on at most {@value #VERIFIED} states; the work grows with the number of edges, and with 1024
     *     times the number of states
     * @throws IllegalArgumentException if the graph breaks a promise (the message names state, slot and neighbor), or
     *     if it has more states
     */
    public static void verify(Neighborhood graph) {
        GraphChecks.all(graph, VERIFIED);
    }

    /**
     * Checks that a graph keeps the promises of {@link Neighborhood} at random states, for spaces too large for
     * {@link #verify(Neighborhood)}. A fault at a share s of the states is found with the probability
     * {@code 1 - (1 - s)^count}. Connectivity is not checked.
     *
     * @param graph the graph
     * @param count the number of states, at least 1; all slots of each are looked at
     * @param random draws the states uniformly
     * @throws IllegalArgumentException if the graph breaks a promise; the message names state, slot and neighbor
     */
    public static void verify(Neighborhood graph, int count, UniformRandomProvider random) {
        GraphChecks.random(graph, count, random);
    }

    /**
     * Checks up to 16 slots of 16 random states, always the same ones. Trainers, kernels and
     * {@link org.concretescore.core.score.TiedScore} call it, so that most wrong graphs are refused and do not give
     * wrong results. {@link #verify(Neighborhood)} checks everything.
     *
     * @param graph the graph
     * @throws IllegalArgumentException if the graph breaks a promise there; the message names state, slot and neighbor
     */
    public static void spotCheck(Neighborhood graph) {
        GraphChecks.spot(graph, new RandomStreams(1).stream("spot check"));
    }

    /**
     * Throws if a method can't serve a graph, because the graph falls apart or a {@link #spotCheck} finds it wrong.
     *
     * @param graph the graph
     * @param method the method that was asked for; the message begins with it
     * @throws IllegalArgumentException if the graph is not weakly connected, or breaks the contract of
     *     {@link Neighborhood}
     */
    public static void requireWeaklyConnected(Neighborhood graph, String method) {
        spotCheck(graph);
        if (!graph.connectivity().isWeaklyConnected()) {
            throw new IllegalArgumentException(method + " needs a weakly connected graph: on " + graph
                    + " some states can't be reached from others, so ratios between neighbors do not determine the"
                    + " distribution (Theorem 1)");
        }
    }
}
