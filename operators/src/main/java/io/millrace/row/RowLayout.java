/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.row;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.flink.table.types.logical.RowType;

/**
 * The columns a sync reads from its model, and what two of them are for. Nothing else of the model
 * is read, hashed or kept, so a change in any other column is no change.
 *
 * @param columns names and types, in the order of the values of {@link RowView}
 * @param key positions of the primary key's columns, in the order the key declares them
 * @param identifier position of the column that names the Iterable identity
 * @param identifierKind what kind of identity that is
 * @param kept positions of the columns that are remembered of each row, ascending, so that its
 *     removal can be carried out; empty if a removal asks nothing of Iterable
 */
public record RowLayout(
        RowType columns,
        List<Integer> key,
        int identifier,
        IdentifierKind identifierKind,
        List<Integer> kept)
        implements Serializable {

    /** Of rows of which nothing is kept. */
    public RowLayout(
            RowType columns, List<Integer> key, int identifier, IdentifierKind identifierKind) {
        this(columns, key, identifier, identifierKind, List.of());
    }

    public RowLayout {
        key = List.copyOf(key);
        kept = List.copyOf(kept);
        if (key.isEmpty()) {
            throw new IllegalArgumentException("a model needs a primary key");
        }
        for (int position : key) {
            if (position < 0 || position >= columns.getFieldCount()) {
                throw new IllegalArgumentException("no key column " + position + " in " + columns);
            }
        }
        if (identifier < 0 || identifier >= columns.getFieldCount()) {
            throw new IllegalArgumentException(
                    "no identifier column " + identifier + " in " + columns);
        }
    }

    /** Names of the key columns, in key order. */
    public List<String> keyNames() {
        return key.stream()
                .map(position -> columns.getFieldNames().get(position))
                .collect(Collectors.toUnmodifiableList());
    }
}
