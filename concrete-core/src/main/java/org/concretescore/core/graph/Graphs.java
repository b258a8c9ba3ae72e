package org.concretescore.core.graph;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.space.StateSpace;

/**
 * Makes neighborhood graphs.
 *
 * <p>Grid, torus and Hamming change one coordinate and work on spaces of any size; on bits all three are the bit flip.
 * So does unmask, one way only: from the mask, the last value of a coordinate, to the others.
 * Cycle, chain, star, complete and tree join states by rank (on one coordinate: by value), so that the number of states
 * must fit an int.
 */
public final class Graphs {
    /** The names that {@link #parse} knows, in the order of the documentation. */
    public static final List<String> NAMES = List.of(
            "grid", "torus", "hamming", "unmask", "cycle", "cycle-forward", "chain", "star", "complete", "tree");

    /** The largest number of states that {@link #verify(Neighborhood)} looks at. */
    public static final int VERIFIED = 1 << 14;

    /** Unions of unions, in a text: each level costs stack, and steps of a walk. */
    private static final int DEEPEST = 100;

    private static final int ENUMERATION_LIMIT = 1 << 24;

    private Graphs() {}

    /**
     * One up or down in one coordinate, ending at the borders: {@code x +- e_d}.
     *
     * @param space the states
     * @return the graph, symmetric; two slots a coordinate (one for bits)
     */
    public static Neighborhood grid(StateSpace space) {
        return new CoordinateGraph(space, CoordinateGraph.Kind.GRID);
    }

    /**
     * One up or down in one coordinate, the last value being next to the first.
     *
     * @param space the states
     * @return the graph, symmetric; two slots a coordinate (one for bits)
     */
    public static Neighborhood torus(StateSpace space) {
        return new CoordinateGraph(space, CoordinateGraph.Kind.TORUS);
    }

    /**
     * All changes of one coordinate; the bit flip for binary data.
     *
     * @param space the states
     * @return the graph, symmetric; {@code K_d - 1} slots for coordinate d
     */
    public static Neighborhood hamming(StateSpace space) {
        return new CoordinateGraph(space, CoordinateGraph.Kind.HAMMING);
    }

    /**
     * From each masked coordinate to each real value of it: the edges on which absorbing noise can be undone. The mask
     * is the last value, {@code K_d - 1}; a coordinate of one value has no edges.
     *
     * @param space the states
     * @return the graph, directed, weakly connected; {@code K_d - 1} slots for coordinate d, slot j of them leading to
     *     value j, empty where the coordinate is not masked
     * @throws IllegalArgumentException if there would be more than 2^24 slots
     */
    public static Neighborhood unmask(StateSpace space) {
        return new UnmaskGraph(space);
    }

    /**
     * A ring through the states in both directions.
     *
     * @param space the states
     * @return the graph, symmetric; two slots
     */
    public static Neighborhood cycle(StateSpace space) {
        return new RankGraph(space, "cycle", Shapes.Cycle::new);
    }

    /**
     * A ring through the states in one direction, k to k + 1.
     *
     * @param space the states
     * @return the graph, directed, strongly connected; one slot
     */
    public static Neighborhood cycleForward(StateSpace space) {
        return new RankGraph(space, "cycle-forward", n -> new Shapes.Forward(n, true));
    }

    /**
     * From k to k + 1, the last state having no neighbor.
     *
     * @param space the states
     * @return the graph, directed, weakly connected; one slot
     */
    public static Neighborhood chain(StateSpace space) {
        return new RankGraph(space, "chain", n -> new Shapes.Forward(n, false));
    }

    /**
     * From every state to state 0, which has no neighbor (Example 1).
     *
     * @param space the states
     * @return the graph, directed, weakly connected; one slot
     */
    public static Neighborhood star(StateSpace space) {
        return new RankGraph(space, "star", n -> new Shapes.Tree(n, Math.max(1, n - 1), "star"));
    }

    /**
     * Every state to every other.
     *
     * @param space the states
     * @return the graph, symmetric; one slot fewer than states
     */
    public static Neighborhood complete(StateSpace space) {
        return new RankGraph(space, "complete", Shapes.Complete::new);
    }

    /**
     * A binary tree, from child to parent: state k has the one neighbor (k - 1) / 2.
     *
     * @param space the states
     * @return the graph, directed, weakly connected; one slot
     */
    public static Neighborhood tree(StateSpace space) {
        return new RankGraph(space, "tree", n -> new Shapes.Tree(n, 2, "tree"));
    }

    /**
     * The edges of a list.
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
     * The edges of both graphs.
     *
     * @param first its slots come first
     * @param second its slots follow, empty where the first graph has the edge, too
     * @return the union
     * @throws IllegalArgumentException if the graphs are on different spaces
     */
    public static Neighborhood union(Neighborhood first, Neighborhood second) {
        return new UnionGraph(first, second);
    }

    /**
     * The graph with every edge walkable both ways, which is what a reversible sampler moves on.
     *
     * @param graph any graph
     * @return the graph itself if it is symmetric; else one whose first slots are those of {@code graph} and whose
     *     further slots, numbered from {@code graph.slots()}, are its reverse slots
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
            throw new IllegalArgumentException("a graph's unions may be nested " + DEEPEST + " deep at most");
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
        throw new IllegalArgumentException("unknown graph '" + spec + "'; known are " + String.join(", ", NAMES)
                + ", edges(0>1,...) and union(A,B)");
    }

    /**
     * A fingerprint of a graph, by which a file knows a graph that {@link #parse} can't make again. Graphs of the same edges
     * in the same slots have the same one, in every process and every version. All edges of a small graph are part of it,
     * of a larger one a fixed choice of about a million coordinates of neighbors: two large graphs that differ in few edges
     * may have one fingerprint.
     *
     * @param graph the graph
     * @return a text of one line
     */
    public static String fingerprint(Neighborhood graph) {
        return GraphDigest.of(graph);
    }

    /**
     * Whether two graphs have the same edges in the same slots, whatever they are called: a graph of one's own has any name.
     *
     * @param first a graph
     * @param second another one
     * @return true if they are equal, or their {@linkplain #fingerprint fingerprints} are
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

    /** Whether all states are reached from state 0 along the edges, against them, or both. */
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
     * Checks that a graph keeps all promises of {@link Neighborhood}, at every state. Call it in the test of a graph of one's own:
     * training and sampling go wrong in silence on a graph whose neighbors and reverse neighbors disagree, or that says
     * wrongly that it is symmetric.
     *
     * <p>Checked are: neighbors lie in the space, are distinct, are not the state itself, and are the same wherever the state
     * lies in an array; no call writes elsewhere; {@code slotOf}, {@code move}, {@code degree} and {@code inDegree} agree with
     * the neighbors; reverse neighbors are the inverse of neighbors; {@code isSymmetric}, {@code isFull}, {@code maxReverseSlots} and
     * {@code connectivity} are true. That a slot means the same at every state can't be checked. A graph that is
     * symmetric but says that it is not passes.
     *
     * @param graph a graph on at most {@value #VERIFIED} states; the work grows with the number of edges, and that of states times
     *     1024
     * @throws IllegalArgumentException if the graph breaks a promise: with state, slot and neighbor; or if it has more states
     */
    public static void verify(Neighborhood graph) {
        GraphChecks.all(graph, VERIFIED);
    }

    /**
     * Checks that a graph keeps the promises of {@link Neighborhood} at random states, for spaces too large for
     * {@link #verify(Neighborhood)}. What is wrong at a share s of the states is found with the probability
     * {@code 1 - (1 - s)^count}. Connectivity is not checked.
     *
     * @param graph the graph
     * @param count the number of states, at least 1; all slots of each are looked at
     * @param random draws the states uniformly
     * @throws IllegalArgumentException if the graph breaks a promise: with state, slot and neighbor
     */
    public static void verify(Neighborhood graph, int count, UniformRandomProvider random) {
        GraphChecks.random(graph, count, random);
    }

    /**
     * Looks at up to 16 slots of 16 random states, always the same ones. Trainers, kernels
     * and {@link org.concretescore.core.score.TiedScore} do so by themselves, so that most wrong graphs are refused and
     * do not give wrong results. {@link #verify(Neighborhood)} looks everywhere.
     *
     * @param graph the graph
     * @throws IllegalArgumentException if the graph breaks a promise there: with state, slot and neighbor
     */
    public static void spotCheck(Neighborhood graph) {
        GraphChecks.spot(graph, new RandomStreams(1).stream("spot check"));
    }

    /**
     * The error for a graph that a method can't serve because it falls apart, or because a {@link #spotCheck} finds it wrong.
     *
     * @param graph the graph
     * @param method what was asked for; the message begins with it
     * @throws IllegalArgumentException if the graph is not weakly connected, or breaks the contract of {@link Neighborhood}
     */
    public static void requireWeaklyConnected(Neighborhood graph, String method) {
        spotCheck(graph);
        if (!graph.connectivity().isWeaklyConnected()) {
            throw new IllegalArgumentException(method + " needs a weakly connected graph: on " + graph
                    + " some states can't be reached from others, so ratios between neighbors don't determine the"
                    + " distribution (Theorem 1)");
        }
    }
}
