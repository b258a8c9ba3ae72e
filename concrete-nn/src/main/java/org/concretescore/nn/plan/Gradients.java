package org.concretescore.nn.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.ops.impl.layers.convolution.AvgPooling2D;
import org.nd4j.linalg.api.ops.impl.layers.convolution.MaxPooling2D;
import org.nd4j.linalg.api.ops.impl.layers.convolution.Pooling2D;

/**
 * The gradients of sum(output * seed) with respect to some variables of a graph, as ops that are added to the same
 * graph. They are made in reverse mode, by the rules of ND4J's ops. SameDiff's own {@code createGradFunction} works on
 * a copy of the graph, and prints a line to the standard output for each op.
 */
final class Gradients {
    /** Ops whose gradients in ND4J 1.0.0-M2.1 are wrong or fail, as tests against central differences found. */
    private static final Set<String> WRONG = Set.of("gather", "cumsum", "reduce_logsumexp");

    private final SameDiff graph;
    private final String seed;
    private final Map<String, SameDiffOp> producers = new HashMap<>();
    /** The variables that floating-point numbers connect with a wanted variable. */
    private final Set<String> dependent;
    /** The ops that have been visited. */
    private final Set<String> visited = new HashSet<>();
    /** The ops between the wanted variables and the output, each after those that it needs. */
    private final List<SameDiffOp> order = new ArrayList<>();

    private final Map<String, SDVariable> gradients = new HashMap<>();

    private Gradients(SameDiff graph, String seed, Collection<String> wanted) {
        this.graph = graph;
        this.seed = seed;
        dependent = new HashSet<>(wanted);
        for (SameDiffOp op : graph.getOps().values()) {
            op.getOutputsOfOp().forEach(name -> producers.put(name, op));
        }
    }

    /**
     * Adds the gradients to a graph.
     *
     * @param description the graph
     * @param wanted the variables whose gradients are wanted
     * @return the names of the gradients
     * @throws IllegalArgumentException if ND4J does not have a correct gradient of an op on the way; the message names
     *     it
     */
    static Gradients of(NetworkGraph description, Collection<String> wanted) {
        SameDiff graph = description.graph();
        String seed = "output_gradient";
        while (graph.hasVariable(seed)) {
            seed += "_";
        }
        Gradients made = new Gradients(graph, seed, wanted);
        made.visit(description.output());
        made.gradients.put(
                description.output(), graph.placeHolder(seed, description.type(), -1, description.outputWidth()));
        Collections.reverse(made.order);
        made.order.forEach(made::differentiate);
        return made;
    }

    /** Returns the placeholder of the gradient at the output. */
    String seed() {
        return seed;
    }

    /**
     * Returns the name of the gradient with respect to a wanted variable, or null if the output does not depend on it.
     */
    String of(String variable) {
        SDVariable gradient = gradients.get(variable);
        return gradient == null ? null : gradient.name();
    }

    private void visit(String name) {
        SameDiffOp node = producers.get(name);
        if (node == null || !visited.add(node.getName())) {
            return;
        }
        boolean depends = false;
        for (String input : inputs(node)) {
            visit(input);
            depends |= dependent.contains(input);
        }
        if (depends) {
            node.getOutputsOfOp().stream().filter(this::isFloating).forEach(dependent::add);
            order.add(node);
        }
    }

    private void differentiate(SameDiffOp node) {
        String op = node.getOp().opName();
        if (WRONG.contains(op)) {
            throw new IllegalArgumentException("ND4J's gradient of the op '" + op
                    + "' is wrong, so such a graph can be run forward, but not trained");
        }
        requireOwnConfiguration(node.getOp());
        List<String> outputs = node.getOutputsOfOp();
        if (outputs.stream().noneMatch(gradients::containsKey)) {
            // The output depends on it only by integers.
            return;
        }
        List<SDVariable> found;
        try {
            found = node.getOp()
                    .doDiff(outputs.stream().map(this::gradientOrZero).toList());
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("ND4J can't differentiate the op '" + op + "': " + e.getMessage(), e);
        }
        List<String> inputs = inputs(node);
        for (int i = 0; i < inputs.size(); i++) {
            if (!dependent.contains(inputs.get(i))) {
                continue;
            }
            if (found == null || i >= found.size() || found.get(i) == null) {
                throw new IllegalArgumentException(
                        "ND4J does not have a gradient of the op '" + op + "' at input " + i);
            }
            gradients.merge(inputs.get(i), found.get(i), SDVariable::add);
        }
    }

    /**
     * Checks the configuration of a pooling op. Its gradient has the kind that the configuration names, which the last
     * op that was made with the configuration has written.
     */
    private static void requireOwnConfiguration(DifferentialFunction op) {
        boolean other = op instanceof MaxPooling2D max
                        && max.getConfig() != null
                        && max.getConfig().getType() != Pooling2D.Pooling2DType.MAX
                || op instanceof AvgPooling2D average && average.getConfig().getType() != Pooling2D.Pooling2DType.AVG;
        if (other) {
            throw new IllegalArgumentException(
                    "a maximum and an average pooling share one Pooling2DConfig, in which ND4J"
                            + " keeps the kind of pooling; give each its own configuration");
        }
    }

    private SDVariable gradientOrZero(String output) {
        SDVariable known = gradients.get(output);
        return known != null || !isFloating(output) ? known : graph.zerosLike(graph.getVariable(output));
    }

    private boolean isFloating(String name) {
        return graph.getVariable(name).dataType().isFPType();
    }

    private static List<String> inputs(SameDiffOp node) {
        return node.getInputsToOp() == null ? List.of() : node.getInputsToOp();
    }
}
