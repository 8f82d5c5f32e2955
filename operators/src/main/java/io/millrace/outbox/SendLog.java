/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which operations that must not be sent twice may be sent now: those whose mark "being sent" is
 * held by a completed checkpoint. The marks themselves are keyed state; this is what this life of
 * the task knows of them. A mark it does not know was made in an earlier life, so the call may have
 * been made.
 */
final class SendLog {

    /** An operation, by what never names two of a subtask. */
    record Mark(long route, long order) {}

    private final List<Mark> fresh = new ArrayList<>();
    private final TreeMap<Long, List<Mark>> byCheckpoint = new TreeMap<>();
    private final Set<Mark> known = new HashSet<>();
    private final Set<Mark> durable = new HashSet<>();

    void marked(Mark mark) {
        fresh.add(mark);
        known.add(mark);
    }

    boolean knows(Mark mark) {
        return known.contains(mark);
    }

    boolean maySend(Mark mark) {
        return durable.contains(mark);
    }

    int size() {
        return known.size();
    }

    boolean isWaiting() {
        return known.size() > durable.size();
    }

    void settled(Mark mark) {
        known.remove(mark);
        durable.remove(mark);
    }

    /** All marks that are not settled, which they then are. */
    List<Mark> takeAll() {
        List<Mark> all = List.copyOf(known);
        known.clear();
        durable.clear();
        return all;
    }

    void snapshot(long checkpoint) {
        if (!fresh.isEmpty()) {
            byCheckpoint.put(checkpoint, List.copyOf(fresh));
            fresh.clear();
        }
    }

    /** The routes whose operations may be sent from now on. */
    List<Long> completed(long checkpoint) {
        List<Long> routes = new ArrayList<>();
        SortedMap<Long, List<Mark>> upTo = byCheckpoint.headMap(checkpoint, true);
        upTo.values().stream()
                .flatMap(List::stream)
                .filter(known::contains)
                .forEach(
                        mark -> {
                            durable.add(mark);
                            routes.add(mark.route());
                        });
        upTo.clear();
        return routes;
    }
}
