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
 * @param declared all columns; each file must have them
 * @param wanted the columns of the rows to emit, in that order
 */
public record FileColumns(RowType declared, RowType wanted) implements Serializable {

    /** Where a column is: of exactly this name, or the only one that differs in letter case. */
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
     * For each wanted column, where it is.
     *
     * @throws FilesException that names every declared column which is not there
     */
    int[] positions(List<String> present, Content content) {
        missing(present)
                .ifPresent(
                        message -> {
                            throw content.failure(message);
                        });
        return wanted.getFieldNames().stream()
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
