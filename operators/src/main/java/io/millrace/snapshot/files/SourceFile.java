/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files;

import org.apache.flink.core.fs.FileStatus;

/**
 * A file as it was when it was listed.
 *
 * @param modified milliseconds since 1970, as its file system tells
 */
record SourceFile(String path, long length, long modified) {

    static SourceFile of(FileStatus status) {
        return new SourceFile(
                status.getPath().toString(), status.getLen(), status.getModificationTime());
    }
}
