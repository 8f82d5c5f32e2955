/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files;

import java.util.List;

/**
 * The state of the enumerator: files that are not assigned to a reader.
 *
 * @param listed whether the files of the run have been listed
 */
record RemainingFiles(boolean listed, List<FileSplit> splits) {

    RemainingFiles {
        splits = List.copyOf(splits);
    }
}
