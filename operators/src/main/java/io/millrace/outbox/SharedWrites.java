/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells the syncs of a group what each has written, so that an older value of another does not go
 * over it. Works within a process, and so for subtasks of one number. Safe for use by several
 * threads.
 *
 * <p>Each takes the news in on its own thread, at the latest when it is its turn and at each
 * checkpoint. A checkpoint may hold that something was written, and not yet that another was told:
 * so who wrote remembers it until a later checkpoint is complete, and says it again after a
 * failure.
 */
final class SharedWrites {

    private static final Map<String, SharedWrites> SHARED = new ConcurrentHashMap<>();

    /** Something was written by the member of this id. */
    record News(WrittenRow row, String by) {}

    private final Map<String, Seat> seats = new TreeMap<>();

    private SharedWrites() {}

    /**
     * @param group whose members write the same; empty for one that shares nothing
     * @param id of a member; one that was gone comes back by it
     * @param remembered what it had written by the checkpoint it is restored from
     */
    static Seat join(String group, String id, WrittenNames names, List<WrittenRow> remembered) {
        if (group.isEmpty()) {
            return new SharedWrites().new Seat(group, id, names);
        }
        Seat[] joined = new Seat[1];
        SHARED.compute(
                group,
                (name, known) -> {
                    SharedWrites shared = known == null ? new SharedWrites() : known;
                    joined[0] = shared.add(group, id, names, remembered);
                    return shared;
                });
        return joined[0];
    }

    private synchronized Seat add(
            String group, String id, WrittenNames names, List<WrittenRow> remembered) {
        Seat seat = new Seat(group, id, names);
        seats.put(id, seat);
        for (Seat other : seats.values()) {
            if (other != seat) {
                other.remembered().forEach(row -> seat.news.add(new News(row, other.id)));
            }
        }
        seat.fresh.addAll(remembered);
        remembered.forEach(row -> tellOthers(seat, row));
        return seat;
    }

    private boolean tellOthers(Seat seat, WrittenRow row) {
        boolean told = false;
        for (Seat other : seats.values()) {
            if (other != seat) {
                if (!other.left) {
                    other.news.add(new News(row, seat.id));
                }
                told = true;
            }
        }
        return told;
    }

    private synchronized void wrote(Seat seat, WrittenRow row) {
        if (tellOthers(seat, row)) {
            seat.fresh.add(row);
        }
    }

    private synchronized Optional<WrittenNames> namesOf(String member) {
        return Optional.ofNullable(seats.get(member)).map(seat -> seat.names);
    }

    private synchronized List<News> takeNews(Seat seat) {
        List<News> taken = List.copyOf(seat.news);
        seat.news.clear();
        return taken;
    }

    private synchronized List<WrittenRow> snapshot(Seat seat, long checkpoint) {
        seat.byCheckpoint.put(checkpoint, List.copyOf(seat.fresh));
        seat.fresh.clear();
        return seat.remembered();
    }

    private synchronized void completed(Seat seat, long checkpoint) {
        seat.byCheckpoint.headMap(seat.lastComplete, true).clear();
        seat.lastComplete = Math.max(seat.lastComplete, checkpoint);
    }

    /** True if nobody is left. */
    private synchronized boolean leave(Seat seat) {
        seat.left = true;
        return seats.values().stream().allMatch(each -> each.left);
    }

    /** The place of one member; what it says of itself, and hears of the others. */
    final class Seat {
        private final String group;
        private final String id;
        private final WrittenNames names;
        private final List<News> news = new ArrayList<>();
        private final List<WrittenRow> fresh = new ArrayList<>();
        private final TreeMap<Long, List<WrittenRow>> byCheckpoint = new TreeMap<>();
        private long lastComplete = Long.MIN_VALUE;
        private boolean left;

        private Seat(String group, String id, WrittenNames names) {
            this.group = group;
            this.id = id;
            this.names = names;
        }

        private List<WrittenRow> remembered() {
            List<WrittenRow> all = new ArrayList<>();
            byCheckpoint.values().forEach(all::addAll);
            all.addAll(fresh);
            return all;
        }

        /** What a member writes; empty if there is none of this id any more. */
        Optional<WrittenNames> namesOf(String member) {
            return SharedWrites.this.namesOf(member);
        }

        /** Iterable took an operation of this run. */
        void wrote(long route, long run) {
            SharedWrites.this.wrote(this, new WrittenRow(route, run));
        }

        /** What the others have written since this was asked last. */
        List<News> takeNews() {
            return SharedWrites.this.takeNews(this);
        }

        /** What is to be told again if this checkpoint is restored. */
        List<WrittenRow> snapshot(long checkpoint) {
            return SharedWrites.this.snapshot(this, checkpoint);
        }

        void completed(long checkpoint) {
            SharedWrites.this.completed(this, checkpoint);
        }

        void leave() {
            SHARED.computeIfPresent(group, (name, shared) -> shared.leave(this) ? null : shared);
        }
    }
}
