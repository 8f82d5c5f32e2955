/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.pace;

import java.util.Optional;

/**
 * The share that one subtask has of a limit of calls.
 *
 * @param name of the limit, equal for all subtasks of this process that share it; empty if the
 *     subtask shares it with no other
 * @param ceiling the most calls of all sharing subtasks to one endpoint; empty for Iterable's limit
 * @param share of this subtask: 1 divided by the number of subtasks; 0 if it makes no calls
 */
public record LimitShare(String name, Optional<Double> ceiling, double share) {

    public static final LimitShare UNSHARED = new LimitShare("", Optional.empty(), 1);

    boolean isShared() {
        return !name.isEmpty();
    }
}
