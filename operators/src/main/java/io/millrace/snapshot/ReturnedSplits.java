/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which splits of a run came back after a failure, and where they are since. A split can come back
 * twice: from the state of the reader that held it at the checkpoint, at each restore of it, and
 * from the reader it was handed to afterwards. It must be read once more, not twice.
 */
final class ReturnedSplits {

    /** Split id to the reader that has it since, or empty: it waits in the enumerator. */
    private final Map<String, Optional<Integer>> holders = new HashMap<>();

    /** The reader's work since the checkpoint is lost, and with it what it held. */
    void lost(int subtask) {
        holders.values().removeIf(holder -> holder.filter(h -> h == subtask).isPresent());
    }

    /** Whether the split that came back must be handed out again. */
    boolean take(String splitId) {
        return holders.putIfAbsent(splitId, Optional.empty()) == null;
    }

    void assigned(String splitId, int subtask) {
        holders.computeIfPresent(splitId, (id, holder) -> Optional.of(subtask));
    }
}
