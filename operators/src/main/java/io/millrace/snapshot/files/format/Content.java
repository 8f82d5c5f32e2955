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
        return new UnfitValue(
                name + ", line " + line,
                column.getName(),
                column.getType().copy(true).asSummaryString(),
                fault.getMessage());
    }

    FilesException failure(String what) {
        return new FilesException(name + ": " + what);
    }
}
