/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import java.util.Set;

/**
 * What of an Iterable identity a sync writes. Of two syncs of one type that write the same the last
 * call decides, so their order matters.
 *
 * @param everything true if all there is may be written
 * @param names of what is written else
 */
public record Writes(boolean everything, Set<String> names) {

    /** Each call has a place of its own, or says the same as any other. */
    static final Writes NOTHING_SHARED = new Writes(false, Set.of());

    static final Writes EVERYTHING = new Writes(true, Set.of());

    public Writes {
        names = Set.copyOf(names);
    }

    static Writes of(Set<String> names) {
        return new Writes(false, names);
    }

    public boolean overlaps(Writes other) {
        return (everything && !other.isNothing())
                || (other.everything && !isNothing())
                || names.stream().anyMatch(other.names::contains);
    }

    private boolean isNothing() {
        return !everything && names.isEmpty();
    }
}
