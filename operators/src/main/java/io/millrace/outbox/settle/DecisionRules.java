/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.settle;

import io.millrace.iterable.FieldNotes;
import io.millrace.iterable.RowFault;
import io.millrace.iterable.Verdict;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The decision for each kind of verdict. */
final class DecisionRules implements Verdict.Cases<Decision> {

    /** A longer pause is not one between requests: the daily quota is used up. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private static final RowFault UNATTRIBUTED =
            RowFault.unexplained("unattributed", "Iterable counts it as failed and names no cause");

    private final Decision.Situation situation;

    DecisionRules(Decision.Situation situation) {
        this.situation = situation;
    }

    @Override
    public Decision allAccepted(Verdict.AllAccepted accepted) {
        return Decision.Settle.all(accepted.notes());
    }

    /** Rows that Iterable counts as failed but does not name are searched for by halving. */
    @Override
    public Decision someRejected(Verdict.SomeRejected some) {
        Map<Integer, RowFault> rejected = new HashMap<>(some.rejected());
        List<Integer> later = List.of();
        if (situation.lastAttempt()) {
            rejected.putAll(some.failed());
        } else {
            later = some.failed().keySet().stream().sorted().toList();
        }
        if (some.unattributed() == 0) {
            return new Decision.Settle(rejected, List.of(), later, some.notes());
        }
        Set<Integer> resent = new HashSet<>(later);
        List<Integer> suspects =
                situation.allExcept(rejected).stream()
                        .filter(row -> !resent.contains(row))
                        .toList();
        if (some.unattributed() < suspects.size()) {
            return new Decision.Settle(rejected, halves(suspects), later, some.notes());
        }
        suspects.forEach(row -> rejected.putIfAbsent(row, UNATTRIBUTED));
        return new Decision.Settle(rejected, List.of(), later, some.notes());
    }

    @Override
    public Decision rowsRefused(Verdict.RowsRefused some) {
        List<Integer> rest = situation.allExcept(some.refused());
        return new Decision.Settle(
                some.refused(), rest.isEmpty() ? List.of() : List.of(rest), FieldNotes.NONE);
    }

    @Override
    public Decision splitBatch(Verdict.SplitBatch split) {
        return isolate(split.fault());
    }

    @Override
    public Decision throttled(Verdict.Throttled throttled) {
        boolean longPause =
                throttled.reset().filter(wait -> wait.compareTo(LONGEST_PAUSE) > 0).isPresent();
        if (situation.dailyQuota() && longPause) {
            return Decision.Halt.DAILY_QUOTA;
        }
        return situation.lastAttempt() && !situation.othersSucceed()
                ? new Decision.Halt("RateLimitExceeded", "every request is refused as one too many")
                : new Decision.Resend(true, throttled.reset());
    }

    @Override
    public Decision unavailable(Verdict.Unavailable unavailable) {
        if (situation.atMostOnce() && unavailable.maybeTaken()) {
            return refuseAll(RowFault.unknown(unavailable.reason()));
        }
        if (!situation.lastAttempt()) {
            return new Decision.Resend(false, Optional.empty(), unavailable.maybeTaken());
        }
        return situation.othersSucceed()
                ? isolate(new RowFault(unavailable.code(), unavailable.reason()))
                : new Decision.Halt(unavailable.code(), unavailable.reason());
    }

    @Override
    public Decision perhapsDone(Verdict.PerhapsDone perhaps) {
        return new Decision.Verify(perhaps);
    }

    @Override
    public Decision knownUser(Verdict.KnownUser known) {
        return Decision.Settle.all(FieldNotes.NONE);
    }

    @Override
    public Decision unknownUser(Verdict.UnknownUser unknown) {
        return refuseAll(RowFault.SKIPPED);
    }

    @Override
    public Decision stop(Verdict.Stop stop) {
        return new Decision.Halt(stop.code(), stop.reason());
    }

    private Decision refuseAll(RowFault fault) {
        Map<Integer, RowFault> refused =
                situation.all().stream()
                        .collect(Collectors.toMap(Function.identity(), row -> fault));
        return new Decision.Settle(refused, List.of(), FieldNotes.NONE);
    }

    /** Refuses a single row; sends a larger batch again in halves, to find the row at fault. */
    private Decision isolate(RowFault fault) {
        return situation.rows() == 1
                ? new Decision.Settle(Map.of(0, fault), List.of(), FieldNotes.NONE)
                : new Decision.Settle(Map.of(), halves(situation.all()), FieldNotes.NONE);
    }

    private static List<List<Integer>> halves(List<Integer> rows) {
        int middle = (rows.size() + 1) / 2;
        return List.of(rows.subList(0, middle), rows.subList(middle, rows.size()));
    }
}
