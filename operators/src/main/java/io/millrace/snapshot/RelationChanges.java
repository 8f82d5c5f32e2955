/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Compares the properties of a relation in two runs. */
public final class RelationChanges {

    private RelationChanges() {}

    /** Returns a text with the changes that may hide existing rows; empty if there are none. */
    public static Optional<String> between(Map<String, String> before, Map<String, String> now) {
        List<String> changes = new ArrayList<>();
        new TreeMap<>(before)
                .forEach(
                        (name, value) -> {
                            if (!now.containsKey(name)) {
                                changes.add(name + " was " + value + ", is gone");
                            } else if (!now.get(name).equals(value)) {
                                changes.add(name + " was " + value + ", is " + now.get(name));
                            }
                        });
        return changes.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", changes));
    }
}
