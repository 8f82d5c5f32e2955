/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The splits of a run that were returned after a failure, and the readers that have them now. A
 * split can be returned more than once: from the state of the reader that had it at the checkpoint,
 * at each restore, and from the reader to which it was assigned later. Each split must be read only
 * once more.
 */
final class ReturnedSplits {

    /** Split id to the reader that has the split; an empty reader is the enumerator. */
    private final Map<String, Optional<Integer>> holders = new HashMap<>();

    /** A reader failed: its returned splits are lost with its work since the checkpoint. */
    void readerLost(int subtask) {
        holders.values().removeIf(holder -> holder.filter(h -> h == subtask).isPresent());
    }

    /** Takes a returned split; returns false if the split was taken before. */
    boolean take(String splitId) {
        return holders.putIfAbsent(splitId, Optional.empty()) == null;
    }

    void assigned(String splitId, int subtask) {
        holders.computeIfPresent(splitId, (id, holder) -> Optional.of(subtask));
    }
}
