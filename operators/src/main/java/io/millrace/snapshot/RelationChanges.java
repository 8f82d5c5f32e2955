/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Compares what two readings say of a relation. */
public final class RelationChanges {

    private RelationChanges() {}

    /** What may hide rows that were there before, in words; empty if nothing does. */
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
