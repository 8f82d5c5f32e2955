/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import io.millrace.iterable.FieldNotes;
import io.millrace.iterable.RowFault;
import io.millrace.iterable.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What to do about a verdict. Rows are named by their index in the batch. */
sealed interface Decision {

    <T> T match(Function<Settle, T> settle, Function<Resend, T> resend, Function<Halt, T> halt);

    /**
     * The rows of {@code rejected} are refused, the groups of {@code again} are sent again as
     * batches of their own, and all others are done.
     */
    record Settle(Map<Integer, RowFault> rejected, List<List<Integer>> again, FieldNotes notes)
            implements Decision {
        @Override
        public <T> T match(
                Function<Settle, T> settle, Function<Resend, T> resend, Function<Halt, T> halt) {
            return settle.apply(this);
        }
    }

    /** The same batch goes again, later: all requests wait if {@code throttled}, else this one. */
    record Resend(boolean throttled, Optional<Duration> reset) implements Decision {
        @Override
        public <T> T match(
                Function<Settle, T> settle, Function<Resend, T> resend, Function<Halt, T> halt) {
            return resend.apply(this);
        }
    }

    /** Nothing more is sent until the next run. */
    record Halt(String code, String reason) implements Decision {
        @Override
        public <T> T match(
                Function<Settle, T> settle, Function<Resend, T> resend, Function<Halt, T> halt) {
            return halt.apply(this);
        }
    }

    /**
     * What a verdict has to be seen with.
     *
     * @param rows of the batch
     * @param lastAttempt true if the batch has failed as often as it may
     * @param othersSucceed true if another request succeeded since this one first failed: then it
     *     is not Iterable that is ill but a row
     */
    record Situation(int rows, boolean lastAttempt, boolean othersSucceed) {

        private List<Integer> all() {
            return IntStream.range(0, rows).boxed().toList();
        }

        private List<Integer> allBut(Map<Integer, RowFault> named) {
            return all().stream().filter(row -> !named.containsKey(row)).toList();
        }
    }

    static Decision of(Verdict verdict, Situation situation) {
        return verdict.match(
                new Verdict.Cases<>() {
                    @Override
                    public Decision allAccepted(Verdict.AllAccepted accepted) {
                        return new Settle(Map.of(), List.of(), accepted.notes());
                    }

                    @Override
                    public Decision someRejected(Verdict.SomeRejected some) {
                        List<Integer> suspects = situation.allBut(some.rejected());
                        if (some.unattributed() == 0) {
                            return new Settle(some.rejected(), List.of(), some.notes());
                        }
                        return some.unattributed() < suspects.size()
                                ? new Settle(some.rejected(), halves(suspects), some.notes())
                                : new Settle(
                                        withUnnamed(some.rejected(), suspects),
                                        List.of(),
                                        some.notes());
                    }

                    @Override
                    public Decision rowsRefused(Verdict.RowsRefused some) {
                        List<Integer> rest = situation.allBut(some.refused());
                        return new Settle(
                                some.refused(),
                                rest.isEmpty() ? List.of() : List.of(rest),
                                FieldNotes.NONE);
                    }

                    @Override
                    public Decision splitBatch(Verdict.SplitBatch split) {
                        return isolate(split.fault());
                    }

                    @Override
                    public Decision throttled(Verdict.Throttled throttled) {
                        return situation.lastAttempt() && !situation.othersSucceed()
                                ? new Halt(
                                        "RateLimitExceeded",
                                        "every request is refused as one too many")
                                : new Resend(true, throttled.reset());
                    }

                    @Override
                    public Decision unavailable(Verdict.Unavailable unavailable) {
                        if (!situation.lastAttempt()) {
                            return new Resend(false, Optional.empty());
                        }
                        return situation.othersSucceed()
                                ? isolate(new RowFault(unavailable.code(), unavailable.reason()))
                                : new Halt(unavailable.code(), unavailable.reason());
                    }

                    @Override
                    public Decision stop(Verdict.Stop stop) {
                        return new Halt(stop.code(), stop.reason());
                    }

                    private Decision isolate(RowFault fault) {
                        return situation.rows() == 1
                                ? new Settle(Map.of(0, fault), List.of(), FieldNotes.NONE)
                                : new Settle(Map.of(), halves(situation.all()), FieldNotes.NONE);
                    }
                });
    }

    private static List<List<Integer>> halves(List<Integer> rows) {
        int middle = (rows.size() + 1) / 2;
        return List.of(rows.subList(0, middle), rows.subList(middle, rows.size()));
    }

    private static Map<Integer, RowFault> withUnnamed(
            Map<Integer, RowFault> named, List<Integer> unnamed) {
        Map<Integer, RowFault> all =
                unnamed.stream()
                        .collect(
                                Collectors.toMap(
                                        Function.identity(),
                                        row ->
                                                new RowFault(
                                                        "unattributed",
                                                        "counted as failed without a reason")));
        all.putAll(named);
        return all;
    }
}
