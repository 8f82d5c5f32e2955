/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.settle;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.iterable.FieldNotes;
import io.millrace.iterable.RowFault;
import io.millrace.iterable.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DecisionTest {

    private static final RowFault FAULT = new RowFault("code", "why");
    private static final Verdict AWAY = new Verdict.Unavailable("HTTP 503", "away", false);

    @Test
    void acceptedRowsAreDone() {
        assertThat(decide(new Verdict.AllAccepted(FieldNotes.NONE), 3)).isEqualTo(done(Map.of()));
    }

    @Test
    void namedRowsAreRefusedAndTheOthersDone() {
        assertThat(decide(rejected(Map.of(1, FAULT), 0), 3)).isEqualTo(done(Map.of(1, FAULT)));
    }

    @Test
    void unnamedFailuresAreLookedForAmongTheRest() {
        assertThat(decide(rejected(Map.of(1, FAULT), 1), 4))
                .isEqualTo(done(Map.of(1, FAULT), List.of(List.of(0, 2), List.of(3))));
    }

    @Test
    void ifAllTheRestFailedAllAreRefused() {
        RowFault unnamed =
                RowFault.unexplained(
                        "unattributed", "Iterable counts it as failed and names no cause");

        assertThat(decide(rejected(Map.of(1, FAULT), 1), 2))
                .isEqualTo(done(Map.of(0, unnamed, 1, FAULT)));
    }

    @Test
    void rowsNamedByARefusedRequestAreRefusedAndTheRestIsSentAgain() {
        assertThat(decide(new Verdict.RowsRefused(Map.of(0, FAULT)), 3))
                .isEqualTo(done(Map.of(0, FAULT), List.of(List.of(1, 2))));
        assertThat(decide(new Verdict.RowsRefused(Map.of(0, FAULT)), 1))
                .isEqualTo(done(Map.of(0, FAULT)));
    }

    @Test
    void aRefusedBatchIsHalvedAndARowAloneIsRefused() {
        assertThat(decide(new Verdict.SplitBatch(FAULT), 3))
                .isEqualTo(done(Map.of(), List.of(List.of(0, 1), List.of(2))));
        assertThat(decide(new Verdict.SplitBatch(FAULT), 1)).isEqualTo(done(Map.of(0, FAULT)));
    }

    @Test
    void throttlingWaitsWhileOtherRequestsSucceed() {
        Verdict throttled = new Verdict.Throttled(Optional.of(Duration.ofSeconds(1)));
        Decision wait = new Decision.Resend(true, Optional.of(Duration.ofSeconds(1)));

        assertThat(decide(throttled, 3)).isEqualTo(wait);
        assertThat(Decision.of(throttled, new Decision.Situation(3, true, true))).isEqualTo(wait);
        assertThat(Decision.of(throttled, new Decision.Situation(3, true, false)))
                .isInstanceOf(Decision.Halt.class);
    }

    @Test
    void aFailingServerIsTriedAgainUntilDeliveryStops() {
        assertThat(decide(AWAY, 3)).isEqualTo(new Decision.Resend(false, Optional.empty()));
        assertThat(Decision.of(AWAY, new Decision.Situation(3, true, false)))
                .isEqualTo(new Decision.Halt("HTTP 503", "away"));
    }

    @Test
    void aBatchThatFailsWhileOthersSucceedHasARowAtFault() {
        assertThat(Decision.of(AWAY, new Decision.Situation(2, true, true)))
                .isEqualTo(done(Map.of(), List.of(List.of(0), List.of(1))));
        assertThat(Decision.of(AWAY, new Decision.Situation(1, true, true)))
                .isEqualTo(done(Map.of(0, new RowFault("HTTP 503", "away"))));
    }

    @Test
    void faultsThatOnlyAPersonCanCorrectStopDelivery() {
        assertThat(decide(new Verdict.Stop("BadApiKey", "no"), 3))
                .isEqualTo(new Decision.Halt("BadApiKey", "no"));
    }

    private static Decision decide(Verdict verdict, int rows) {
        return Decision.of(verdict, new Decision.Situation(rows, false, false));
    }

    private static Verdict rejected(Map<Integer, RowFault> named, int unattributed) {
        return new Verdict.SomeRejected(named, Map.of(), unattributed, FieldNotes.NONE);
    }

    private static Decision done(Map<Integer, RowFault> rejected) {
        return done(rejected, List.of());
    }

    private static Decision done(Map<Integer, RowFault> rejected, List<List<Integer>> again) {
        return new Decision.Settle(rejected, again, FieldNotes.NONE);
    }
}
