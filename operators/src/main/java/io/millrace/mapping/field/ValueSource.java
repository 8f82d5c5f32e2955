/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping.field;

import java.io.Serializable;

/** A text that is the same for every row, or comes from a column. */
public sealed interface ValueSource extends Serializable
        permits ValueSource.Column, ValueSource.Fixed {

    /**
     * The text for this row.
     *
     * @throws UnmappableException if the column is null or blank
     */
    String of(SyncRow row);

    /** The text of the column at this position. */
    record Column(int position) implements ValueSource {

        @Override
        public String of(SyncRow row) {
            return row.requiredText(position);
        }
    }

    /** The same text for every row. */
    record Fixed(String text) implements ValueSource {

        @Override
        public String of(SyncRow row) {
            return text;
        }
    }
}
