/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.iterable;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** What an {@link CallResult} means for the rows of its request. Rows are named by their index. */
public sealed interface Verdict {

    <T> T match(Cases<T> cases);

    /** True if rows are refused and nothing says for what. */
    default boolean isUnexplained() {
        return false;
    }

    /** One function for each kind of verdict. */
    interface Cases<T> {
        T allAccepted(AllAccepted verdict);

        T someRejected(SomeRejected verdict);

        T rowsRefused(RowsRefused verdict);

        T splitBatch(SplitBatch verdict);

        T throttled(Throttled verdict);

        T unavailable(Unavailable verdict);

        T perhapsDone(PerhapsDone verdict);

        T knownUser(KnownUser verdict);

        T unknownUser(UnknownUser verdict);

        T stop(Stop verdict);
    }

    /** Cases of which but a few matter: all others have one answer. */
    abstract class FewCases<T> implements Cases<T> {

        abstract T other();

        @Override
        public T allAccepted(AllAccepted verdict) {
            return other();
        }

        @Override
        public T someRejected(SomeRejected verdict) {
            return other();
        }

        @Override
        public T rowsRefused(RowsRefused verdict) {
            return other();
        }

        @Override
        public T splitBatch(SplitBatch verdict) {
            return other();
        }

        @Override
        public T throttled(Throttled verdict) {
            return other();
        }

        @Override
        public T unavailable(Unavailable verdict) {
            return other();
        }

        @Override
        public T perhapsDone(PerhapsDone verdict) {
            return other();
        }

        @Override
        public T knownUser(KnownUser verdict) {
            return other();
        }

        @Override
        public T unknownUser(UnknownUser verdict) {
            return other();
        }

        @Override
        public T stop(Stop verdict) {
            return other();
        }
    }

    /** Every row was taken. */
    record AllAccepted(FieldNotes notes) implements Verdict {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.allAccepted(this);
        }
    }

    /**
     * The rows named were refused, and {@code unattributed} more that Iterable does not name; all
     * others were taken.
     *
     * @param failed rows Iterable could not take for reasons of its own
     */
    record SomeRejected(
            Map<Integer, RowFault> rejected,
            Map<Integer, RowFault> failed,
            int unattributed,
            FieldNotes notes)
            implements Verdict {
        public SomeRejected {
            rejected = Map.copyOf(rejected);
            failed = Map.copyOf(failed);
        }

        @Override
        public boolean isUnexplained() {
            return unattributed > 0
                    || rejected.values().stream().anyMatch(fault -> !fault.explained());
        }

        @Override
        public <T> T match(Cases<T> cases) {
            return cases.someRejected(this);
        }
    }

    /** Nothing was taken, and the rows named are why. */
    record RowsRefused(Map<Integer, RowFault> refused) implements Verdict {
        public RowsRefused {
            refused = Map.copyOf(refused);
        }

        @Override
        public <T> T match(Cases<T> cases) {
            return cases.rowsRefused(this);
        }
    }

    /** Nothing was taken, and which row is why is unknown: smaller batches find it. */
    record SplitBatch(RowFault fault) implements Verdict {
        @Override
        public boolean isUnexplained() {
            return !fault.explained();
        }

        @Override
        public <T> T match(Cases<T> cases) {
            return cases.splitBatch(this);
        }
    }

    /** Too many requests; nothing was taken. */
    record Throttled(Optional<Duration> reset) implements Verdict {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.throttled(this);
        }
    }

    /**
     * No usable answer: the same request may do later.
     *
     * @param maybeTaken false if it surely was not taken
     */
    record Unavailable(String code, String reason, boolean maybeTaken) implements Verdict {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.unavailable(this);
        }
    }

    /** Refused for a state that an earlier try of the same request would have brought about. */
    record PerhapsDone(RowFault fault, Clash clash) implements Verdict {

        /** What is in the way. */
        public enum Clash {
            /** The user who was to change is not there. */
            GONE,
            /** Somebody has the new identity. */
            TAKEN
        }

        @Override
        public <T> T match(Cases<T> cases) {
            return cases.perhapsDone(this);
        }
    }

    /**
     * Iterable knows the user asked for.
     *
     * @param email the user's address; empty if there is none
     */
    record KnownUser(String email) implements Verdict {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.knownUser(this);
        }
    }

    /** Iterable knows no such user. */
    record UnknownUser() implements Verdict {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.unknownUser(this);
        }
    }

    /** No request will do until a person acts. */
    record Stop(String code, String reason) implements Verdict {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.stop(this);
        }
    }
}
