/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files;

import java.util.List;

/**
 * Files that no reader has taken.
 *
 * @param listed whether the files of the run are known
 */
record RemainingFiles(boolean listed, List<FileSplit> splits) {

    RemainingFiles {
        splits = List.copyOf(splits);
    }
}
