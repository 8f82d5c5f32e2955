/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.topology;

import io.millrace.job.plan.SyncPlan;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Which syncs write the same: those of one type that share what they write, directly or over
 * others. Groups are named anew each time a job is built, as one that has ended is nobody's turn.
 */
final class OrderGroups {

    private OrderGroups() {}

    /** The group of each sync, by its name; a sync that shares nothing has none. */
    static Map<String, String> of(List<SyncPlan> syncs) {
        Map<String, String> groups = new HashMap<>();
        Set<SyncPlan> left = new LinkedHashSet<>(syncs);
        while (!left.isEmpty()) {
            Set<SyncPlan> group = takeGroup(left);
            if (group.size() > 1) {
                String name = UUID.randomUUID().toString();
                group.forEach(sync -> groups.put(sync.name(), name));
            }
        }
        return groups;
    }

    private static Set<SyncPlan> takeGroup(Set<SyncPlan> left) {
        Set<SyncPlan> group = new LinkedHashSet<>();
        Set<SyncPlan> found = Set.of(left.iterator().next());
        while (!found.isEmpty()) {
            group.addAll(found);
            left.removeAll(found);
            found = new LinkedHashSet<>(left);
            found.removeIf(sync -> group.stream().noneMatch(sync::writesTheSameAs));
        }
        return group;
    }
}
