/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.row;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.flink.table.types.logical.RowType;

/**
 * The columns that a sync reads from its model, and their roles. No other column is read, hashed or
 * stored, so a change in another column is not a change of the row.
 *
 * @param columns names and types, in the order of the values of {@link RowView}
 * @param key positions of the primary key's columns, in the order of the key's declaration
 * @param identifier position of the column that holds the identifier
 * @param identifierKind kind of the identifier
 * @param kept positions of the columns that the diff stores for each row, ascending, because its
 *     removal requires them; empty if a removal sends nothing to Iterable
 */
public record RowLayout(
        RowType columns,
        List<Integer> key,
        int identifier,
        IdentifierKind identifierKind,
        List<Integer> kept)
        implements Serializable {

    /** A layout without kept columns. */
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

    /** Returns the names of the key columns, in key order. */
    public List<String> keyNames() {
        return key.stream()
                .map(position -> columns.getFieldNames().get(position))
                .collect(Collectors.toUnmodifiableList());
    }
}
