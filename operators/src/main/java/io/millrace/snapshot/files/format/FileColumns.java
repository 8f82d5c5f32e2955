/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files.format;

import io.millrace.snapshot.Suggestion;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.apache.flink.table.types.logical.RowType;

/**
 * The columns of a table.
 *
 * @param declared all columns; each file must have all of them
 * @param projected the columns of the rows to emit, in this order
 */
public record FileColumns(RowType declared, RowType projected) implements Serializable {

    /**
     * Returns the position of a name; a single name that differs only in letter case is accepted.
     */
    static OptionalInt find(String name, List<String> present) {
        int exact = present.indexOf(name);
        if (exact >= 0) {
            return OptionalInt.of(exact);
        }
        int[] similar =
                IntStream.range(0, present.size())
                        .filter(index -> present.get(index).equalsIgnoreCase(name))
                        .toArray();
        return similar.length == 1 ? OptionalInt.of(similar[0]) : OptionalInt.empty();
    }

    /**
     * Returns the positions of the projected columns.
     *
     * @param present names of the file's columns
     * @throws FilesException with the names of all declared columns that are missing
     */
    int[] positions(List<String> present, FileContent content) {
        missing(present)
                .ifPresent(
                        message -> {
                            throw content.failure(message);
                        });
        return projected.getFieldNames().stream()
                .mapToInt(name -> find(name, present).getAsInt())
                .toArray();
    }

    private Optional<String> missing(List<String> present) {
        List<String> missing = new ArrayList<>();
        for (String name : declared.getFieldNames()) {
            if (find(name, present).isEmpty()) {
                missing.add(
                        "'"
                                + name
                                + "'"
                                + Suggestion.nearest(name, present)
                                        .map(near -> " (did you mean '" + near + "'?)")
                                        .orElse(""));
            }
        }
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "has no column "
                                + String.join(", no column ", missing)
                                + "; it has "
                                + String.join(", ", present));
    }
}
