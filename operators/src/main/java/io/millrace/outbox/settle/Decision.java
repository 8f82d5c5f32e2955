/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.settle;

import io.millrace.iterable.FieldNotes;
import io.millrace.iterable.RowFault;
import io.millrace.iterable.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** What the outbox does about a verdict. Rows are named by their index in the batch. */
public sealed interface Decision {

    /** One method for each kind of decision. */
    interface Actor {
        public void settle(Settle decision) throws Exception;

        public void resend(Resend decision) throws Exception;

        public void halt(Halt decision) throws Exception;

        public void verify(Verify decision) throws Exception;
    }

    void act(Actor actor) throws Exception;

    /** Returns the decision about a verdict. */
    static Decision of(Verdict verdict, Situation situation) {
        return verdict.match(new DecisionRules(situation));
    }

    /**
     * Each row has an outcome, or is sent again.
     *
     * @param rejected rows that are refused
     * @param again groups of rows that are sent again, each as a batch
     * @param later rows that are sent again after a back-off; all other rows are accepted
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

        /** Accepts every row. */
        static Settle all(FieldNotes notes) {
            return new Settle(Map.of(), List.of(), notes);
        }

        @Override
        public void act(Actor actor) throws Exception {
            actor.settle(this);
        }
    }

    /**
     * The batch is sent again later.
     *
     * @param throttled true if all requests of the endpoint wait; false if only this one waits
     * @param reset the time to wait, if Iterable gave one
     * @param maybeTaken true if Iterable may have accepted the batch
     */
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

    /** Nothing more is sent in this run. */
    record Halt(String code, String reason) implements Decision {

        public static final Halt DAILY_QUOTA =
                new Halt(
                        "DailyQuotaReached",
                        "no more of these calls may be made today; the remaining operations are"
                                + " pending, and the runs of the next day (UTC) send them");

        @Override
        public void act(Actor actor) throws Exception {
            actor.halt(this);
        }
    }

    /** The single row of the request is refused, unless a look-up shows that it was accepted. */
    record Verify(Verdict.PerhapsDone refused) implements Decision {
        @Override
        public void act(Actor actor) throws Exception {
            actor.verify(this);
        }
    }

    /**
     * What a decision depends on in addition to the verdict.
     *
     * @param rows the number of rows of the batch
     * @param lastAttempt true if the batch has failed as often as it may
     * @param othersSucceed true if another request succeeded after the first failure of this one:
     *     then a row is at fault, not Iterable
     * @param atMostOnce true if a request that Iterable may have accepted must not be repeated
     * @param dailyQuota true if the endpoint has a daily quota
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

        List<Integer> all() {
            return IntStream.range(0, rows).boxed().toList();
        }

        List<Integer> allExcept(Map<Integer, RowFault> named) {
            return all().stream().filter(row -> !named.containsKey(row)).toList();
        }
    }
}
