/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.pending;

import io.millrace.mapping.operation.OperationChunk;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The pending operations of one key group: its segments by number, and its number of entries. */
final class KeyGroupLog {

    private final int keyGroup;
    private final Segment none;
    private final NavigableMap<Long, Segment> segments = new TreeMap<>();
    private long nextNumber;
    private long entries;

    KeyGroupLog(int keyGroup) {
        this.keyGroup = keyGroup;
        this.none = Segment.none(keyGroup);
    }

    int keyGroup() {
        return keyGroup;
    }

    /** The placeholder for the segment of an operation that has an entry. */
    Segment none() {
        return none;
    }

    Segment append(OperationChunk chunk, long run, long arrival) {
        // A run that is read again may contain two operations of one row.
        boolean plain = chunk.plain() && chunk.run() == run;
        Segment segment =
                Segment.arrived(keyGroup, nextNumber, run, chunk.operations(), plain, arrival);
        segments.put(nextNumber, segment);
        nextNumber++;
        return segment;
    }

    void remove(Segment segment) {
        segments.remove(segment.number());
    }

    /** Returns a copy, in order of arrival: the log may change while the list is read. */
    List<Segment> segments() {
        return List.copyOf(segments.values());
    }

    boolean isEmpty() {
        return segments.isEmpty() && entries == 0;
    }

    /** True if no pending operation can supersede another one. */
    boolean isPlain() {
        Collection<Segment> all = segments.values();
        return entries == 0
                && all.stream().allMatch(Segment::isPlain)
                && all.stream().mapToLong(Segment::run).distinct().count() <= 1;
    }

    long entries() {
        return entries;
    }

    void addEntries(int more) {
        entries += more;
    }

    KeyGroupSnapshot.Log snapshot() {
        long[] saved = new long[segments.size() * Segment.SNAPSHOT_LONGS];
        int at = 0;
        for (Segment segment : segments.values()) {
            segment.snapshot(saved, at);
            at += Segment.SNAPSHOT_LONGS;
        }
        return new KeyGroupSnapshot.Log(saved, nextNumber, entries);
    }

    static KeyGroupLog restored(int keyGroup, KeyGroupSnapshot.Log saved) {
        KeyGroupLog log = new KeyGroupLog(keyGroup);
        log.nextNumber = saved.nextSegment();
        log.entries = saved.entries();
        long[] segments = saved.segments();
        for (int at = 0; at < segments.length; at += Segment.SNAPSHOT_LONGS) {
            Segment segment = Segment.restored(keyGroup, segments, at);
            log.segments.put(segment.number(), segment);
        }
        return log;
    }
}
