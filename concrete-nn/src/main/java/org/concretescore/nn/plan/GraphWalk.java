package org.concretescore.nn.plan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.ndarray.INDArray;

/** One walk through a graph, which lowers the ops that some variables need, each once and after those that it needs. */
final class GraphWalk {
    private final SameDiff graph;
    private final Lowering lowering;
    private final Map<String, INDArray> arrays;
    private final Set<String> targets;
    private final Map<String, SameDiffOp> producer = new HashMap<>();
    /** How often each variable is used, by the ops that the wanted variables need and by the result. */
    private final Map<String, Integer> uses = new HashMap<>();
    /** The names of the ops that have been visited. */
    private final Set<String> done = new HashSet<>();

    private GraphWalk(SameDiff graph, Lowering lowering, Map<String, INDArray> arrays, Set<String> targets) {
        this.graph = graph;
        this.lowering = lowering;
        this.arrays = arrays;
        this.targets = targets;
        for (SameDiffOp op : graph.getOps().values()) {
            op.getOutputsOfOp().forEach(name -> producer.put(name, op));
        }
    }

    /**
     * Adds the calls that make some variables.
     *
     * @param graph the graph
     * @param lowering turns ops into calls
     * @param arrays the arrays of known variables, and of targets; receives those of all variables that are made
     * @param wanted the variables
     * @param targets the variables whose arrays are not known, but are to be written to
     */
    static void lower(
            SameDiff graph, Lowering lowering, Map<String, INDArray> arrays, List<String> wanted, Set<String> targets) {
        GraphWalk walk = new GraphWalk(graph, lowering, arrays, targets);
        walk.countUses(wanted);
        wanted.forEach(walk::visit);
    }

    private void countUses(List<String> wanted) {
        Deque<String> open = new ArrayDeque<>(wanted);
        Set<SameDiffOp> counted = Collections.newSetFromMap(new IdentityHashMap<>());
        while (!open.isEmpty()) {
            String name = open.pop();
            uses.merge(name, 1, Integer::sum);
            SameDiffOp node = producer.get(name);
            if (!isKnown(name) && node != null && counted.add(node)) {
                inputs(node).forEach(open::push);
            }
        }
    }

    private boolean isKnown(String name) {
        return arrays.containsKey(name) && !targets.contains(name);
    }

    private static List<String> inputs(SameDiffOp node) {
        return node.getInputsToOp() == null ? List.of() : node.getInputsToOp();
    }

    private void visit(String name) {
        if (isKnown(name)) {
            return;
        }
        SameDiffOp node = producer.get(name);
        if (node == null) {
            arrays.put(name, lowering.constant(value(name)));
            return;
        }
        if (!done.add(node.getName())) {
            return;
        }
        Lowering.requireCompilable(node.getOp());
        if (!visitSumOfSoftplus(node)) {
            visitOp(node);
        }
    }

    private INDArray value(String name) {
        SDVariable variable = graph.getVariable(name);
        INDArray value = variable == null ? null : variable.getArr();
        if (value == null) {
            throw new IllegalArgumentException("the graph needs '" + name + "', which does not have a value");
        }
        return value;
    }

    private void visitOp(SameDiffOp node) {
        List<String> inputs = inputs(node);
        inputs.forEach(this::visit);
        List<String> names = node.getOutputsOfOp();
        List<INDArray> given = new ArrayList<>();
        boolean[] asked = new boolean[names.size()];
        for (int i = 0; i < names.size(); i++) {
            given.add(arrays.get(names.get(i)));
            asked[i] = uses.containsKey(names.get(i));
        }
        List<INDArray> made =
                lowering.lower(node.getOp(), inputs.stream().map(arrays::get).toList(), given, asked);
        for (int i = 0; i < names.size(); i++) {
            if (asked[i]) {
                arrays.put(names.get(i), made.get(i));
            }
        }
    }

    /** Adds a sum of softplus as one faster call, if no other op uses its terms. Returns whether it did. */
    private boolean visitSumOfSoftplus(SameDiffOp sum) {
        List<String> inputs = sum.getInputsToOp();
        if (!sum.getOp().opName().equals("reduce_sum") || inputs.size() != 1) {
            return false;
        }
        String terms = inputs.get(0);
        SameDiffOp softplus = producer.get(terms);
        if (softplus == null
                || !softplus.getOp().opName().equals("softplus")
                || arrays.containsKey(terms)
                || uses.get(terms) != 1) {
            return false;
        }
        String argument = softplus.getInputsToOp().get(0);
        visit(argument);
        String name = sum.getOutputsOfOp().get(0);
        INDArray x = arrays.get(argument);
        INDArray made = lowering.sumOfSoftplus(sum.getOp(), x, arrays.get(name));
        if (made == null) {
            return false;
        }
        done.add(softplus.getName());
        // The gradient of the sum needs the terms' shape.
        arrays.put(terms, lowering.shapeOf(x));
        arrays.put(name, made);
        return true;
    }
}
