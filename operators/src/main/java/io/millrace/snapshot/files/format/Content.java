/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files.format;

import java.io.InputStream;
import org.apache.flink.table.types.logical.RowType;

/**
 * The decompressed bytes of a file, or of an entry of an archive.
 *
 * @param name as messages show it
 */
public record Content(String name, InputStream stream) {

    FilesException failure(long line, String what) {
        return new FilesException(name + ", line " + line + ": " + what);
    }

    UnfitValue unfit(long line, RowType.RowField column, UnfitValueException fault) {
        return unfit(name + ", line " + line, column, fault);
    }

    private static UnfitValue unfit(
            String place, RowType.RowField column, UnfitValueException fault) {
        return new UnfitValue(
                place,
                column.getName(),
                column.getType().copy(true).asSummaryString(),
                fault.getMessage());
    }

    /** For a format that has no lines. */
    UnfitValue unfitInRow(long row, RowType.RowField column, UnfitValueException fault) {
        return unfit(name + ", row " + row, column, fault);
    }

    FilesException failure(String what) {
        return new FilesException(name + ": " + what);
    }
}
