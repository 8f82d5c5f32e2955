/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files.format;

import java.io.Closeable;
import java.io.IOException;
import java.util.Set;

/** The rows of one file, in its order. Not thread-safe. */
public interface FileRows extends Closeable {

    /**
     * Moves to the next row.
     *
     * @return false at the end
     * @throws FilesException if the content is not what the table declares; the place is named
     */
    boolean next() throws IOException;

    /**
     * The wanted columns of the current row, in Flink's internal form, null for null, and an {@link
     * UnfitValue} for a value that the column's type cannot hold. Each row has an array of its own.
     */
    Object[] values();

    /** Wanted columns that no row so far has had; a format that declares its columns has none. */
    default Set<String> unseen() {
        return Set.of();
    }
}
