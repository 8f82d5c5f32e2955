/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files;

import io.millrace.snapshot.files.FilesOptions.FileChoice;
import io.millrace.snapshot.files.FilesOptions.FileOrder;
import io.millrace.snapshot.files.format.FileColumns;
import io.millrace.snapshot.files.format.FileFormat;
import java.io.Serializable;
import org.apache.flink.table.types.logical.RowType;

/** A {@code files} table, resolved from the options of its DDL. */
record FilesTable(Location location, Packaging packaging, FileFormat format, FileColumns columns)
        implements Serializable {

    /** Which files are read. */
    record Location(String path, FileChoice choice, FileOrder order) implements Serializable {}

    /** How the files are compressed and archived. */
    record Packaging(Compression compression, String zipEntries) implements Serializable {}

    FilesTable withColumns(RowType projected) {
        return new FilesTable(
                location, packaging, format, new FileColumns(columns.declared(), projected));
    }
}
