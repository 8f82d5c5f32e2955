/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.pace;

import java.util.Optional;

/**
 * What subtasks that share a limit of calls have of it.
 *
 * @param name the same for all who share it in this process; empty for a subtask that shares none
 * @param ceiling the most calls of all of them to one endpoint; empty for what Iterable takes
 * @param share of this subtask: 1 over all of them; 0 for one that makes no calls
 */
public record LimitShare(String name, Optional<Double> ceiling, double share) {

    public static final LimitShare UNSHARED = new LimitShare("", Optional.empty(), 1);

    boolean isShared() {
        return !name.isEmpty();
    }
}
