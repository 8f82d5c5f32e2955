/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Delivers the runs of several syncs one after another, that began first at first; of runs that
 * began together, by the syncs' ids. Works within a process, and so for subtasks of one number,
 * which share a slot. Safe for use by several threads.
 */
final class RunOrder {

    /** How long a subtask that is gone is waited for. */
    static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Map<String, RunOrder> SHARED = new ConcurrentHashMap<>();

    private static final class Member {
        private OptionalLong oldest = OptionalLong.empty();
        private OptionalLong goneAt = OptionalLong.empty();

        private boolean isForgotten(long now) {
            return goneAt.isPresent() && goneAt.getAsLong() + PATIENCE.toMillis() < now;
        }

        private boolean isBefore(long run, boolean smallerId) {
            return oldest.isPresent()
                    && (oldest.getAsLong() < run || (oldest.getAsLong() == run && smallerId));
        }
    }

    private final Map<String, Member> members = new TreeMap<>();
    private Optional<Member> delivering = Optional.empty();

    private RunOrder() {}

    /**
     * @param group who is in turn with each other
     * @param id of a member; one that was gone comes back by it
     */
    static Turn join(String group, String id) {
        Member member = new Member();
        RunOrder joined =
                SHARED.compute(
                        group,
                        (name, known) -> {
                            RunOrder order = known == null ? new RunOrder() : known;
                            order.add(id, member);
                            return order;
                        });
        return joined.new Place(group, id, member);
    }

    private synchronized void add(String id, Member member) {
        members.put(id, member);
    }

    private synchronized void owes(Member member, OptionalLong oldestRun) {
        member.oldest = oldestRun;
    }

    private synchronized boolean take(String id, Member member, long run, long now) {
        members.values().removeIf(other -> other.isForgotten(now));
        boolean othersFirst =
                members.entrySet().stream()
                        .filter(other -> other.getValue() != member)
                        .anyMatch(
                                other ->
                                        other.getValue()
                                                .isBefore(run, other.getKey().compareTo(id) < 0));
        boolean free = delivering.filter(other -> other != member).isEmpty();
        if (othersFirst || !free) {
            return false;
        }
        delivering = Optional.of(member);
        return true;
    }

    private synchronized void end(Member member) {
        delivering = delivering.filter(other -> other != member);
    }

    /** True if nobody is left. */
    private synchronized boolean leave(String id, Member member, long now) {
        end(member);
        if (member.oldest.isEmpty()) {
            members.remove(id, member);
        } else {
            member.goneAt = OptionalLong.of(now);
        }
        return members.isEmpty();
    }

    /** The place of one member. */
    private final class Place implements Turn {
        private final String group;
        private final String id;
        private final Member member;
        private boolean allAreThere;

        private Place(String group, String id, Member member) {
            this.group = group;
            this.id = id;
            this.member = member;
        }

        @Override
        public void owes(OptionalLong oldestRun) {
            RunOrder.this.owes(member, oldestRun);
        }

        @Override
        public void allAreThere() {
            allAreThere = true;
        }

        @Override
        public boolean take(long run, long now) {
            return allAreThere && RunOrder.this.take(id, member, run, now);
        }

        @Override
        public void end() {
            RunOrder.this.end(member);
        }

        @Override
        public void leave(long now) {
            SHARED.computeIfPresent(
                    group, (name, order) -> order.leave(id, member, now) ? null : order);
        }
    }
}
