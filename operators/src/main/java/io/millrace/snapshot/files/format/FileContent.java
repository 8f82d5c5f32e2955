/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files.format;

import java.io.InputStream;
import org.apache.flink.table.types.logical.RowType;

/**
 * The decompressed bytes of a file or of an archive's entry.
 *
 * @param name name for messages
 */
public record FileContent(String name, InputStream stream) {

    FilesException failure(long line, String what) {
        return new FilesException(name + ", line " + line + ": " + what);
    }

    UnreadableValue unreadable(long line, RowType.RowField column, UnreadableValueException fault) {
        return unreadable(name + ", line " + line, column, fault);
    }

    private static UnreadableValue unreadable(
            String place, RowType.RowField column, UnreadableValueException fault) {
        return new UnreadableValue(
                place,
                column.getName(),
                column.getType().copy(true).asSummaryString(),
                fault.getMessage());
    }

    /** For a format without lines. */
    UnreadableValue unreadableInRow(
            long row, RowType.RowField column, UnreadableValueException fault) {
        return unreadable(name + ", row " + row, column, fault);
    }

    FilesException failure(String what) {
        return new FilesException(name + ": " + what);
    }
}
