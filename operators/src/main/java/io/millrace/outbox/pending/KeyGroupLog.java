/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.pending;

import io.millrace.mapping.packed.OperationChunk;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** What is pending of one key group: its segments by number, and how many entries it has. */
final class KeyGroupLog {

    private final int keyGroup;
    private final Segment none;
    private final NavigableMap<Long, Segment> segments = new TreeMap<>();
    private long next;
    private long kept;

    KeyGroupLog(int keyGroup) {
        this.keyGroup = keyGroup;
        this.none = Segment.none(keyGroup);
    }

    int keyGroup() {
        return keyGroup;
    }

    /** What the operations with an entry of their own have in place of a segment. */
    Segment none() {
        return none;
    }

    Segment append(OperationChunk chunk, long run, long arrival) {
        // A run that is read again may say the same of a row once more.
        boolean plain = chunk.plain() && chunk.run() == run;
        Segment segment = Segment.arrived(keyGroup, next, run, chunk.operations(), plain, arrival);
        segments.put(next, segment);
        next++;
        return segment;
    }

    void remove(Segment segment) {
        segments.remove(segment.number());
    }

    /** In the order of their arrival; may be changed meanwhile. */
    List<Segment> segments() {
        return List.copyOf(segments.values());
    }

    boolean isEmpty() {
        return segments.isEmpty() && kept == 0;
    }

    /** True if no operation can concern another one that is pending. */
    boolean isPlain() {
        Collection<Segment> all = segments.values();
        return kept == 0
                && all.stream().allMatch(Segment::isPlain)
                && all.stream().mapToLong(Segment::run).distinct().count() <= 1;
    }

    long kept() {
        return kept;
    }

    void countKept(int more) {
        kept += more;
    }

    long nextNumber() {
        return next;
    }

    long[] save() {
        long[] saved = new long[segments.size() * Segment.SAVED];
        int at = 0;
        for (Segment segment : segments.values()) {
            segment.save(saved, at);
            at += Segment.SAVED;
        }
        return saved;
    }

    static KeyGroupLog restored(KeyGroupSnapshot account) {
        KeyGroupLog log = new KeyGroupLog(account.keyGroup());
        log.next = account.nextSegment();
        log.kept = account.kept();
        for (int at = 0; at < account.segments().length; at += Segment.SAVED) {
            Segment segment = Segment.restored(account.keyGroup(), account.segments(), at);
            log.segments.put(segment.number(), segment);
        }
        return log;
    }
}
