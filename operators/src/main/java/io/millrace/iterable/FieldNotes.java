/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.iterable;

import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * What a successful response reports about fields.
 *
 * @param filteredOut fields that Iterable dropped although it counts the rows as successful
 * @param created fields that this call added to the project, with the type of their first value as
 *     {@link io.millrace.mapping.field.FieldType#wireName}; an empty text if no row has a value
 */
public record FieldNotes(SortedSet<String> filteredOut, SortedMap<String, String> created) {

    public static final FieldNotes NONE =
            new FieldNotes(Collections.emptySortedSet(), Collections.emptySortedMap());
}
