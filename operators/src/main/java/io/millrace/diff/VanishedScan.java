/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

import io.millrace.row.KeyForm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds the rows that a whole run did not read, and the identities that rows no longer refer to,
 * and removes both from state. A scan goes through all buckets in steps, so that checkpoints and
 * rows pass in between. Single-threaded.
 */
final class VanishedScan {

    private final LastSeen lastSeen;
    private Optional<Stream<Long>> buckets = Optional.empty();
    private Iterator<Long> remaining = Stream.<Long>empty().iterator();

    VanishedScan(LastSeen lastSeen) {
        this.lastSeen = lastSeen;
    }

    /** Receives what is removed. */
    interface Findings {

        /** An entry that no run since the scanned one has seen. */
        void vanished(long bucket, Entry entry) throws Exception;

        /** An identity that the row of a key no longer refers to. */
        void left(FormerIdentity former) throws Exception;
    }

    /** Removes what has vanished from the current bucket. */
    @FunctionalInterface
    interface Removal {

        /**
         * @return the number of entries it went through, at least 1
         */
        int remove() throws Exception;
    }

    /** Starts a scan from the first bucket; ends a scan that is not complete. */
    void start() {
        end();
        Stream<Long> all = lastSeen.buckets();
        buckets = Optional.of(all);
        remaining = all.iterator();
    }

    /**
     * Continues the scan for about {@code entries} entries, bucket by bucket.
     *
     * @return true if there are more buckets
     */
    boolean step(int entries, Removal removal) throws Exception {
        for (int scanned = 0; scanned < entries && remaining.hasNext(); ) {
            lastSeen.select(remaining.next());
            scanned += removal.remove();
        }
        if (remaining.hasNext()) {
            return true;
        }
        end();
        return false;
    }

    void end() {
        buckets.ifPresent(Stream::close);
        buckets = Optional.empty();
        remaining = Stream.<Long>empty().iterator();
    }

    /** Removes everything in the current bucket if it was last written before this attempt. */
    void removeBefore(long run, int attempt, Findings findings) throws Exception {
        SeenMarks seen = lastSeen.marks();
        if (seen.run() > run || (seen.run() == run && seen.attempt() >= attempt)) {
            return;
        }
        removeFormerIdentities(Long.MAX_VALUE, findings);
        Block block = lastSeen.load(KeyForm.HASH).block();
        for (int i = 0; i < block.count(); i++) {
            findings.vanished(lastSeen.bucket(), block.entry(i));
        }
        lastSeen.clear();
    }

    /**
     * Removes from the current bucket the former identities up to {@code run}, and the entries that
     * no run since has seen.
     *
     * @return the number of entries it went through, at least 1
     */
    int removeUpTo(long run, Findings findings) throws Exception {
        removeFormerIdentities(run, findings);
        return removeUnseen(run, findings);
    }

    private void removeFormerIdentities(long run, Findings findings) throws Exception {
        IdentityHistory history = lastSeen.history();
        for (FormerIdentity former : history.takeUpTo(run)) {
            findings.left(former);
        }
        lastSeen.store(history);
    }

    /** A bucket that a later run has written was scanned before that. */
    private int removeUnseen(long run, Findings findings) throws Exception {
        Optional<SeenMarks> marks = lastSeen.storedMarks();
        if (marks.isEmpty()) {
            return 1;
        }
        SeenMarks seen = marks.get();
        boolean readInRun = seen.run() == run;
        if (seen.run() > run || (readInRun && seen.areAllSeen())) {
            return 1;
        }
        LastSeen.Stored stored = lastSeen.load(KeyForm.HASH);
        Block block = stored.block();
        lastSeen.requireSameSize(block, seen);
        List<Entry> removed = new ArrayList<>();
        byte[] codes = new byte[block.count()];
        int remains = 0;
        long bucket = lastSeen.bucket();
        for (int i = 0; i < block.count(); i++) {
            if (readInRun && seen.code(i) != SeenMarks.UNSEEN) {
                codes[remains++] = seen.code(i);
            } else {
                findings.vanished(bucket, block.entry(i));
                removed.add(Entry.removed(block.id(i)));
            }
        }
        if (remains == 0) {
            lastSeen.clear();
        } else {
            lastSeen.store(stored, removed, remains);
            lastSeen.write(seen.of(Arrays.copyOf(codes, remains)));
        }
        return block.count();
    }
}
