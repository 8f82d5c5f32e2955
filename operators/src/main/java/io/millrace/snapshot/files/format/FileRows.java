/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files.format;

import java.io.Closeable;
import java.io.IOException;
import java.util.Set;

/** The rows of one file, in the order of the file. Not thread-safe. */
public interface FileRows extends Closeable {

    /**
     * Moves to the next row.
     *
     * @return false at the end
     * @throws FilesException if the content does not match the table; the message has the place
     */
    boolean next() throws IOException;

    /**
     * Returns the projected columns of the current row in Flink's internal form: null for null, and
     * an {@link UnreadableValue} for a value that the column's type can't hold. Each row has a new
     * array.
     */
    Object[] values();

    /**
     * Returns the projected columns that no row has had so far; empty for formats with a schema.
     */
    default Set<String> unseen() {
        return Set.of();
    }
}
