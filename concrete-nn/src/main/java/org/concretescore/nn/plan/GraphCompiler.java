package org.concretescore.nn.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Compiles variables of a graph and their gradients into native calls. It knows the array of each variable. */
final class GraphCompiler {
    private final SameDiff graph;
    private final NativeCalls calls;
    private final Lowering lowering;
    private final Map<String, INDArray> arrays = new HashMap<>();

    GraphCompiler(SameDiff graph, NativeCalls calls) {
        this.graph = graph;
        this.calls = calls;
        lowering = new Lowering(calls);
    }

    /** Returns the arrays of the variables, to which known ones are added before anything is compiled. */
    Map<String, INDArray> arrays() {
        return arrays;
    }

    /** Adds the calls that make a variable, and returns its array. */
    INDArray compile(String wanted) {
        GraphWalk.lower(graph, lowering, arrays, List.of(wanted), Set.of());
        return arrays.get(wanted);
    }

    /**
     * Adds the calls that write the gradients of some variables to given arrays, each to its own. If the output does
     * not depend on a variable, there is no gradient, and its array stays 0. All calls from now on are gradients.
     */
    void compileGradients(Gradients gradients, List<String> names, List<INDArray> targets) {
        lowering.beginGradients();
        List<String> wanted = new ArrayList<>();
        Set<String> written = new HashSet<>();
        for (int i = 0; i < names.size(); i++) {
            String gradient = gradients.of(names.get(i));
            wanted.add(gradient);
            if (gradient != null && arrays.putIfAbsent(gradient, targets.get(i)) == null) {
                written.add(gradient);
            }
        }
        GraphWalk.lower(
                graph,
                lowering,
                arrays,
                wanted.stream().filter(Objects::nonNull).toList(),
                written);
        for (int i = 0; i < names.size(); i++) {
            // One variable may be the gradient of two others, or the seed itself.
            INDArray made = wanted.get(i) == null ? targets.get(i) : arrays.get(wanted.get(i));
            if (made != targets.get(i)) {
                calls.copy(made, targets.get(i));
            }
        }
    }
}
