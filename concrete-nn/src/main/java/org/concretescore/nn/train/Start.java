package org.concretescore.nn.train;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks of the model that a training begins at. */
final class Start {
    private Start() {}

    /**
     * Refuses a model that differs from the model to train.
     *
     * @param model the parts of the model, by name
     * @param wanted the parts of the model to train, by name
     * @throws IllegalArgumentException if a part differs; the message names all that differ
     */
    static void requireSame(Map<String, String> model, Map<String, String> wanted) {
        Set<String> names = new LinkedHashSet<>(wanted.keySet());
        names.addAll(model.keySet());
        List<String> differences = new ArrayList<>();
        for (String name : names) {
            String theirs = model.getOrDefault(name, "none");
            String mine = wanted.getOrDefault(name, "none");
            if (!theirs.equals(mine)) {
                differences.add("its " + name + " is " + theirs + ", but " + mine + " is to be trained");
            }
        }
        if (!differences.isEmpty()) {
            throw new IllegalArgumentException(
                    "training can't start from this model: " + String.join("; ", differences));
        }
    }
}
