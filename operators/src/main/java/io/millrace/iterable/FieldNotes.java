/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.iterable;

import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What Iterable says of fields beside a success.
 *
 * @param filteredOut fields dropped in silence: data was lost with a success count
 * @param created fields this call added to the project
 */
public record FieldNotes(SortedSet<String> filteredOut, SortedSet<String> created) {

    public static final FieldNotes NONE = new FieldNotes(new TreeSet<>(), new TreeSet<>());
}
