/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.settle;

import io.millrace.iterable.FieldNotes;
import io.millrace.iterable.RowFault;
import io.millrace.iterable.Verdict;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What to do about a verdict. Rows are named by their index in the batch. */
public sealed interface Decision {

    /** What no pause between requests asks for, but a quota that is used up does. */
    Duration LONG_WAIT = Duration.ofSeconds(30);

    /** Who does what is decided. */
    interface Actor {
        public void settle(Settle decision) throws Exception;

        public void resend(Resend decision) throws Exception;

        public void halt(Halt decision) throws Exception;

        public void verify(Verify decision) throws Exception;
    }

    void act(Actor actor) throws Exception;

    /**
     * The rows of {@code rejected} are refused, the groups of {@code again} are sent again as
     * batches of their own, those of {@code later} after a back-off, and all others are done.
     */
    record Settle(
            Map<Integer, RowFault> rejected,
            List<List<Integer>> again,
            List<Integer> later,
            FieldNotes notes)
            implements Decision {

        public Settle(
                Map<Integer, RowFault> rejected, List<List<Integer>> again, FieldNotes notes) {
            this(rejected, again, List.of(), notes);
        }

        @Override
        public void act(Actor actor) throws Exception {
            actor.settle(this);
        }
    }

    /** The same batch goes again, later: all requests wait if {@code throttled}, else this one. */
    record Resend(boolean throttled, Optional<Duration> reset, boolean maybeTaken)
            implements Decision {

        public Resend(boolean throttled, Optional<Duration> reset) {
            this(throttled, reset, false);
        }

        @Override
        public void act(Actor actor) throws Exception {
            actor.resend(this);
        }
    }

    /** Nothing more is sent until the next run. */
    record Halt(String code, String reason) implements Decision {

        public static final Halt DAILY_QUOTA =
                new Halt(
                        "DailyQuotaReached",
                        "no more of these calls may be made today; the rest is owed and goes on"
                                + " with the runs of the next day, UTC");

        @Override
        public void act(Actor actor) throws Exception {
            actor.halt(this);
        }
    }

    /** The one row of the request is refused, unless it turns out to have been done before. */
    record Verify(Verdict.PerhapsDone refused) implements Decision {
        @Override
        public void act(Actor actor) throws Exception {
            actor.verify(this);
        }
    }

    /**
     * What a verdict has to be seen with.
     *
     * @param rows of the batch
     * @param lastAttempt true if the batch has failed as often as it may
     * @param othersSucceed true if another request succeeded since this one first failed: then it
     *     is not Iterable that is ill but a row
     * @param atMostOnce true if a request that may have been taken must not be repeated
     * @param dailyQuota true if Iterable takes so many of these calls a day and no more
     */
    record Situation(
            int rows,
            boolean lastAttempt,
            boolean othersSucceed,
            boolean atMostOnce,
            boolean dailyQuota) {

        public Situation(int rows, boolean lastAttempt, boolean othersSucceed) {
            this(rows, lastAttempt, othersSucceed, false, false);
        }

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
                        Map<Integer, RowFault> rejected = new HashMap<>(some.rejected());
                        if (situation.lastAttempt()) {
                            rejected.putAll(some.failed());
                        }
                        List<Integer> later =
                                situation.lastAttempt()
                                        ? List.of()
                                        : some.failed().keySet().stream().sorted().toList();
                        List<Integer> suspects =
                                situation.allBut(rejected).stream()
                                        .filter(row -> !later.contains(row))
                                        .toList();
                        boolean named = some.unattributed() == 0;
                        boolean whole = some.unattributed() >= suspects.size();
                        return new Settle(
                                named || !whole ? rejected : withUnnamed(rejected, suspects),
                                named || whole ? List.of() : halves(suspects),
                                later,
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
                        boolean quotaIsUsedUp =
                                situation.dailyQuota()
                                        && throttled
                                                .reset()
                                                .filter(wait -> wait.compareTo(LONG_WAIT) > 0)
                                                .isPresent();
                        if (quotaIsUsedUp) {
                            return Halt.DAILY_QUOTA;
                        }
                        return situation.lastAttempt() && !situation.othersSucceed()
                                ? new Halt(
                                        "RateLimitExceeded",
                                        "every request is refused as one too many")
                                : new Resend(true, throttled.reset());
                    }

                    @Override
                    public Decision unavailable(Verdict.Unavailable unavailable) {
                        if (situation.atMostOnce() && unavailable.maybeTaken()) {
                            return refuseAll(RowFault.unknown(unavailable.reason()));
                        }
                        if (!situation.lastAttempt()) {
                            return new Resend(false, Optional.empty(), unavailable.maybeTaken());
                        }
                        return situation.othersSucceed()
                                ? isolate(new RowFault(unavailable.code(), unavailable.reason()))
                                : new Halt(unavailable.code(), unavailable.reason());
                    }

                    @Override
                    public Decision perhapsDone(Verdict.PerhapsDone perhaps) {
                        return new Verify(perhaps);
                    }

                    @Override
                    public Decision knownUser(Verdict.KnownUser known) {
                        return new Settle(Map.of(), List.of(), FieldNotes.NONE);
                    }

                    @Override
                    public Decision unknownUser(Verdict.UnknownUser unknown) {
                        return refuseAll(RowFault.SKIPPED);
                    }

                    private Decision refuseAll(RowFault fault) {
                        return new Settle(
                                situation.all().stream()
                                        .collect(
                                                Collectors.toMap(
                                                        Function.identity(), row -> fault)),
                                List.of(),
                                FieldNotes.NONE);
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
                                                RowFault.unexplained(
                                                        "unattributed",
                                                        "Iterable counts it as failed and names no"
                                                                + " cause")));
        all.putAll(named);
        return all;
    }
}
