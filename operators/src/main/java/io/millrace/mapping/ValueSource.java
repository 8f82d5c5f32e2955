/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import java.io.Serializable;

/** A text that is the same for every row, or that each row has in a column. */
public sealed interface ValueSource extends Serializable
        permits ValueSource.Column, ValueSource.Fixed {

    /**
     * The text for this row.
     *
     * @throws UnmappableException if the row has none
     */
    String of(SyncRow row);

    /** Of the column at this position. */
    record Column(int position) implements ValueSource {

        @Override
        public String of(SyncRow row) {
            return row.requiredText(position);
        }
    }

    /** The same for every row. */
    record Fixed(String text) implements ValueSource {

        @Override
        public String of(SyncRow row) {
            return text;
        }
    }
}
