/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files;

/** How far a reader is through a file. */
final class FileProgress {

    private FileSplit split;

    FileProgress(FileSplit split) {
        this.split = split;
    }

    void advance(FileRecord<?> emitted) {
        split = split.after(emitted.rows());
    }

    /** What is left of the file. */
    FileSplit toSplit() {
        return split;
    }
}
