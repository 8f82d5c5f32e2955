/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files;

import org.apache.flink.api.connector.source.SourceSplit;

/**
 * A file to read, or the rest of a file.
 *
 * @param emittedRows number of rows at the start of the file that are already emitted
 */
record FileSplit(SourceFile file, long emittedRows) implements SourceSplit {

    @Override
    public String splitId() {
        return file.path();
    }

    FileSplit after(long moreRows) {
        return new FileSplit(file, emittedRows + moreRows);
    }
}
