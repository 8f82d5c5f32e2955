/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.iterable;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** What a {@link CallResult} means for the rows of its request. Rows are given by index. */
public sealed interface Verdict {

    <T> T match(Cases<T> cases);

    /** True if rows are refused and the response gives no cause. */
    default boolean isUnexplained() {
        return false;
    }

    /** Iterable's code if the whole request failed; empty if rows were judged one by one. */
    default Optional<String> errorCode() {
        return Optional.empty();
    }

    /** One method for each kind of verdict. */
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

    /** Cases with the same result for every verdict whose method is not overridden. */
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

    /** Iterable accepted every row. */
    record AllAccepted(FieldNotes notes) implements Verdict {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.allAccepted(this);
        }
    }

    /**
     * Iterable refused some rows and accepted all others.
     *
     * @param failed rows that failed because of an error in Iterable
     * @param unattributed further refused rows, whose index is unknown
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

    /** Iterable refused the request because of these rows. */
    record RowsRefused(Map<Integer, RowFault> refused) implements Verdict {
        public RowsRefused {
            refused = Map.copyOf(refused);
        }

        @Override
        public <T> T match(Cases<T> cases) {
            return cases.rowsRefused(this);
        }
    }

    /** Iterable refused the request. The invalid row is unknown; smaller batches find it. */
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

    /** Too many requests; Iterable accepted no row. */
    record Throttled(Optional<Duration> reset) implements Verdict {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.throttled(this);
        }
    }

    /**
     * No usable response; the same request may succeed later.
     *
     * @param maybeTaken false if Iterable certainly did not process the request
     */
    record Unavailable(String code, String reason, boolean maybeTaken) implements Verdict {
        @Override
        public Optional<String> errorCode() {
            return Optional.of(code);
        }

        @Override
        public <T> T match(Cases<T> cases) {
            return cases.unavailable(this);
        }
    }

    /** Refused because of a state that an earlier attempt of the same request may have caused. */
    record PerhapsDone(RowFault fault, Clash clash) implements Verdict {

        /** The state that caused the refusal. */
        public enum Clash {
            /** The user that the request changes does not exist. */
            GONE,
            /** A user has the new identity. */
            TAKEN
        }

        @Override
        public <T> T match(Cases<T> cases) {
            return cases.perhapsDone(this);
        }
    }

    /**
     * The user of a lookup exists.
     *
     * @param email the user's address; may be empty
     */
    record KnownUser(String email) implements Verdict {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.knownUser(this);
        }
    }

    /** The user of a lookup does not exist. */
    record UnknownUser() implements Verdict {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.unknownUser(this);
        }
    }

    /** Every request fails until a person fixes the cause. */
    record Stop(String code, String reason) implements Verdict {
        @Override
        public Optional<String> errorCode() {
            return Optional.of(code);
        }

        @Override
        public <T> T match(Cases<T> cases) {
            return cases.stop(this);
        }
    }
}
