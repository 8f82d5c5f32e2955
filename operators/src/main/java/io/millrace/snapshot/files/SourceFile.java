/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files;

import org.apache.flink.core.fs.FileStatus;

/**
 * A file, with its properties at the time of the listing.
 *
 * @param modified modification time, in milliseconds since 1970
 */
record SourceFile(String path, long length, long modified) {

    static SourceFile of(FileStatus status) {
        return new SourceFile(
                status.getPath().toString(), status.getLen(), status.getModificationTime());
    }
}
