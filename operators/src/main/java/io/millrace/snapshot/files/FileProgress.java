/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files;

/** The progress of a reader in a file. */
final class FileProgress {

    private FileSplit split;

    FileProgress(FileSplit split) {
        this.split = split;
    }

    void advance(FileRecord<?> emitted) {
        split = split.after(emitted.rows());
    }

    /** Returns the part of the file that is not emitted yet. */
    FileSplit toSplit() {
        return split;
    }
}
