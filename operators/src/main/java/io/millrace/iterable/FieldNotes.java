/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.iterable;

import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * What Iterable says of fields beside a success.
 *
 * @param filteredOut fields dropped in silence: data was lost with a success count
 * @param created fields this call added to the project, with the type their first value has given
 *     them as {@link io.millrace.mapping.field.FieldType#wireName}; an empty text if no row has one
 */
public record FieldNotes(SortedSet<String> filteredOut, SortedMap<String, String> created) {

    public static final FieldNotes NONE =
            new FieldNotes(Collections.emptySortedSet(), Collections.emptySortedMap());
}
