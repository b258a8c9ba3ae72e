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
     * Refuses a model that is not what is to be trained.
     *
     * @param model what the model is, by name
     * @param wanted what is to be trained, by name
     * @throws IllegalArgumentException naming what differs
     */
    static void requireSame(Map<String, String> model, Map<String, String> wanted) {
        Set<String> names = new LinkedHashSet<>(wanted.keySet());
        names.addAll(model.keySet());
        List<String> differences = new ArrayList<>();
        for (String name : names) {
            String theirs = model.getOrDefault(name, "none");
            String mine = wanted.getOrDefault(name, "none");
            if (!theirs.equals(mine)) {
                differences.add("its " + name + " is " + theirs + ", where " + mine + " is to be trained");
            }
        }
        if (!differences.isEmpty()) {
            throw new IllegalArgumentException(
                    "training can't start from this model: " + String.join("; ", differences));
        }
    }
}
