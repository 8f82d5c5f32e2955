/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RunOrderTest {

    private final String group = "RunOrderTest/" + UUID.randomUUID();
    private final Turn one = join("1");
    private final Turn two = join("2");
    private long now = 1_000;

    @Test
    void theRunThatBeganFirstGoesFirst() {
        one.owes(OptionalLong.of(5));
        two.owes(OptionalLong.of(4));

        assertThat(one.take(5, now)).isFalse();
        assertThat(two.take(4, now)).isTrue();
        two.end();
        assertThat(one.take(5, now)).as("not settled yet").isFalse();
        two.owes(OptionalLong.of(9));
        assertThat(one.take(5, now)).isTrue();
    }

    @Test
    void noTwoAreDeliveredAtATime() {
        one.owes(OptionalLong.of(5));
        assertThat(one.take(5, now)).isTrue();
        two.owes(OptionalLong.of(4));

        assertThat(two.take(4, now)).isFalse();
        one.end();
        assertThat(two.take(4, now)).isTrue();
    }

    @Test
    void runsThatBeganTogetherGoByTheSyncsIds() {
        one.owes(OptionalLong.of(5));
        two.owes(OptionalLong.of(5));

        assertThat(two.take(5, now)).isFalse();
        assertThat(one.take(5, now)).isTrue();
    }

    @Test
    void nothingGoesBeforeAllAreThere() {
        Turn restored = RunOrder.join(group, "3");
        restored.owes(OptionalLong.of(1));

        assertThat(restored.take(1, now)).isFalse();
        restored.allAreThere();
        assertThat(restored.take(1, now)).isTrue();
    }

    @Test
    void oneThatIsGoneIsWaitedForAWhile() {
        one.owes(OptionalLong.of(4));
        assertThat(one.take(4, now)).isTrue();
        one.leave(now);
        two.owes(OptionalLong.of(5));
        assertThat(two.take(5, now)).isFalse();

        now += RunOrder.PATIENCE.toMillis() + 1;

        assertThat(two.take(5, now)).isTrue();
    }

    @Test
    void oneThatComesBackHasItsPlaceAgain() {
        one.owes(OptionalLong.of(4));
        one.leave(now);
        now += RunOrder.PATIENCE.toMillis() / 2;
        Turn back = join("1");
        back.owes(OptionalLong.of(4));
        now += RunOrder.PATIENCE.toMillis();
        two.owes(OptionalLong.of(5));

        assertThat(two.take(5, now)).isFalse();
        assertThat(back.take(4, now)).isTrue();
    }

    @Test
    void oneThatOwesNothingIsNotWaitedFor() {
        one.leave(now);
        two.owes(OptionalLong.of(5));

        assertThat(two.take(5, now)).isTrue();
    }

    private Turn join(String member) {
        Turn turn = RunOrder.join(group, member);
        turn.allAreThere();
        return turn;
    }
}
