/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.pace;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.iterable.Endpoint;
import io.millrace.iterable.EndpointRate;
import io.millrace.retry.BackOff;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On a clock of its own, whose timers are some milliseconds late. */
class RateLimiterTest {

    private static final int LATEST_TIMER = 5;
    private static final long MINUTE = 60_000;
    private static final BackOff BACK_OFF =
            new BackOff(Duration.ofMillis(500), Duration.ofSeconds(30));

    private final Random random = new Random(7);
    private long now;

    @ParameterizedTest
    @ValueSource(doubles = {0.4, 1.25, 3, 5, 10, 50, 100, 500})
    void aPublishedRateIsUsedAndNeverExceeded(double perSecond) {
        RateLimiter limiter = published(perSecond);

        List<Long> sent = send(limiter, 3 * MINUTE);

        assertThat(sent.size() / (3 * 60 * perSecond)).isBetween(0.95, 1.01);
        assertThatNoWindowHoldsMore(sent, perSecond);
    }

    @ParameterizedTest
    @ValueSource(doubles = {5, 100})
    void aPauseIsNotCompensatedBeyondTheRate(double perSecond) {
        RateLimiter limiter = published(perSecond);
        List<Long> sent = new ArrayList<>();
        for (int burst = 0; burst < 20; burst++) {
            sent.addAll(send(limiter, 1_500));
            now += random.nextInt(5_000);
        }

        assertThatNoWindowHoldsMore(sent, perSecond);
    }

    @Test
    void nothingIsSentBeforeTheReset() {
        RateLimiter limiter = published(5);
        send(limiter, 10_000);
        limiter.throttled(now, Optional.of(3_000L), BACK_OFF, 0.5);
        long refusedAt = now;

        List<Long> sent = send(limiter, 10_000);

        assertThat(sent.get(0)).isBetween(refusedAt + 3_000, refusedAt + 3_000 + LATEST_TIMER);
    }

    @Test
    void eachRefusalHalvesTheRateAndSuccessesRestoreIt() {
        RateLimiter limiter = published(100);
        send(limiter, 10_000);
        limiter.throttled(now, Optional.of(0L), BACK_OFF, 0.5);
        assertThat(send(limiter, 10_000)).hasSizeBetween(470, 500);
        limiter.throttled(now, Optional.of(0L), BACK_OFF, 0.5);
        assertThat(send(limiter, 10_000)).hasSizeBetween(230, 250);

        send(limiter, MINUTE, sent -> limiter.succeeded());

        assertThat(send(limiter, 10_000)).hasSizeBetween(950, 1_000);
    }

    @Test
    void withoutAResetThePauseDoublesWithEachRefusalInARow() {
        RateLimiter limiter = published(100);
        limiter.throttled(now, Optional.empty(), BACK_OFF, 1);
        assertThat(limiter.waitMillis(now)).isEqualTo(500);
        limiter.throttled(now, Optional.empty(), BACK_OFF, 1);
        assertThat(limiter.waitMillis(now)).isEqualTo(1_000);
        limiter.succeeded();
        now += 1_000;
        limiter.throttled(now, Optional.empty(), BACK_OFF, 1);
        assertThat(limiter.waitMillis(now)).isEqualTo(500);
    }

    @Test
    void anUnpublishedRateRisesFromACarefulStart() {
        RateLimiter limiter =
                new RateLimiter(
                        new EndpointRate(5, EndpointRate.Scope.UNPUBLISHED),
                        Optional.empty(),
                        1,
                        now);
        assertThat(send(limiter, 10_000)).hasSizeBetween(47, 50);

        send(limiter, 30 * MINUTE, sent -> limiter.succeeded());

        assertThat(send(limiter, 10_000)).hasSizeBetween(950, 1_001);
    }

    @Test
    void aCeilingLowersTheRateAndNeverRaisesIt() {
        RateLimiter low = new RateLimiter(rate(10), Optional.of(2.0), 1, now);
        assertThat(send(low, 10_000)).hasSizeBetween(19, 20);
        RateLimiter high = new RateLimiter(rate(10), Optional.of(50.0), 1, now);
        assertThat(send(high, 10_000)).hasSizeBetween(95, 100);
    }

    @Test
    void subtasksOfAProjectShareItsRate() {
        List<Long> sent = new ArrayList<>();
        try (SubtaskRateLimiters one = ofProject("RateLimiterTest", 0.5);
                SubtaskRateLimiters other = ofProject("RateLimiterTest", 0.5)) {
            assertThat(one.of(Endpoint.USERS_BULK_UPDATE).project())
                    .isSameAs(other.of(Endpoint.USERS_BULK_UPDATE).project())
                    .isNotSameAs(one.of(Endpoint.EVENTS_TRACK_BULK).project());
            sent.addAll(send(one.of(Endpoint.USERS_BULK_UPDATE), MINUTE));
            assertThat(sent).hasSizeBetween(285, 300);
            assertThatNoWindowHoldsMore(sent, 5);

            other.close();

            assertThat(send(one.of(Endpoint.USERS_BULK_UPDATE), MINUTE)).hasSizeBetween(143, 150);
        }
    }

    @Test
    void aPauseHoldsForAllSubtasksOfTheProject() {
        try (SubtaskRateLimiters one = ofProject("RateLimiterTest", 0.5);
                SubtaskRateLimiters other = ofProject("RateLimiterTest", 0.5);
                SubtaskRateLimiters stranger = ofProject("another", 0.5)) {
            one.of(Endpoint.USERS_BULK_UPDATE).throttled(now, Optional.of(3_000L), BACK_OFF, 0.5);

            assertThat(other.of(Endpoint.USERS_BULK_UPDATE).waitMillis(now)).isEqualTo(3_000);
            assertThat(stranger.of(Endpoint.USERS_BULK_UPDATE).waitMillis(now)).isZero();
        }
    }

    @Test
    void subtasksOfASyncShareItsCeilingAndOtherSyncsUseTheRest() {
        try (SubtaskRateLimiters one = ofSync("slow", 2, 0.5);
                SubtaskRateLimiters other = ofSync("slow", 2, 0.5);
                SubtaskRateLimiters free = ofProject("RateLimiterTest", 0.5)) {
            EndpointLimiter first = one.of(Endpoint.USERS_BULK_UPDATE);
            EndpointLimiter second = other.of(Endpoint.USERS_BULK_UPDATE);
            List<Long> slow = new ArrayList<>();
            List<Long> all = new ArrayList<>();
            for (long end = now + MINUTE; now < end; now += 1 + random.nextInt(LATEST_TIMER)) {
                if ((random.nextBoolean() ? first : second).take(now)) {
                    slow.add(now);
                    all.add(now);
                }
                if (free.of(Endpoint.USERS_BULK_UPDATE).take(now)) {
                    all.add(now);
                }
            }

            assertThat(slow).hasSizeBetween(114, 120);
            assertThatNoWindowHoldsMore(slow, 2);
            assertThat(all).hasSizeBetween(285, 300);
            assertThatNoWindowHoldsMore(all, 5);
        }
    }

    @Test
    void theCeilingOfASyncHoldsForEachEndpointAndRaisesNoRate() {
        try (SubtaskRateLimiters sync = ofSync("many", 50, 1)) {
            assertThat(send(sync.of(Endpoint.USERS_BULK_UPDATE), 10_000)).hasSizeBetween(47, 50);
            assertThat(send(sync.of(Endpoint.USERS_DELETE), 10_000)).hasSizeBetween(475, 500);
        }
    }

    @Test
    void aRequestThatTheProjectRefusesIsNotCountedForTheSync() {
        try (SubtaskRateLimiters greedy = ofProject("RateLimiterTest", 0.5);
                SubtaskRateLimiters sync = ofSync("patient", 1, 1)) {
            EndpointLimiter limiter = sync.of(Endpoint.USERS_BULK_UPDATE);
            greedy.of(Endpoint.USERS_BULK_UPDATE)
                    .throttled(now, Optional.of(5_000L), BACK_OFF, 0.5);
            for (; limiter.waitMillis(now) > 0; now++) {
                assertThat(limiter.take(now)).isFalse();
            }

            assertThat(limiter.take(now)).isTrue();
            assertThat(limiter.ceiling().orElseThrow().waitMillis(now)).isBetween(900L, 1_000L);
        }
    }

    @Test
    void theCeilingOfASyncIsRemovedWithItsLastSubtask() {
        ofSync("edited", 1, 1).close();
        try (SubtaskRateLimiters edited = ofSync("edited", 3, 1)) {
            assertThat(send(edited.of(Endpoint.USERS_BULK_UPDATE), 10_000)).hasSizeBetween(28, 30);
        }
    }

    private SubtaskRateLimiters ofProject(String name, double share) {
        return SubtaskRateLimiters.join(
                new LimitShare(name, Optional.empty(), share),
                new LimitShare("", Optional.empty(), 1),
                now);
    }

    /** Joins as one of all subtasks, which have equal shares of the project and of the sync. */
    private SubtaskRateLimiters ofSync(String sync, double ceiling, double share) {
        return SubtaskRateLimiters.join(
                new LimitShare("RateLimiterTest", Optional.empty(), share == 1 ? 1 : share / 2),
                new LimitShare("RateLimiterTest/" + sync, Optional.of(ceiling), share),
                now);
    }

    private static EndpointRate rate(double perSecond) {
        return new EndpointRate(perSecond, EndpointRate.Scope.PROJECT);
    }

    private RateLimiter published(double perSecond) {
        return new RateLimiter(rate(perSecond), Optional.empty(), 1, now);
    }

    private List<Long> send(RateLimiter limiter, long millis) {
        return send(limiter, millis, sent -> {});
    }

    private List<Long> send(EndpointLimiter limiter, long millis) {
        return send(limiter::waitMillis, limiter::take, millis, sent -> {});
    }

    private List<Long> send(RateLimiter limiter, long millis, LongConsumer answered) {
        return send(limiter::waitMillis, limiter::take, millis, answered);
    }

    /** Sends as often as the limiter allows, and returns the times. */
    private List<Long> send(
            LongUnaryOperator wait, LongPredicate take, long millis, LongConsumer answered) {
        List<Long> sent = new ArrayList<>();
        long end = now + millis;
        while (now < end) {
            if (take.test(now)) {
                sent.add(now);
                answered.accept(now);
            } else {
                now += wait.applyAsLong(now) + random.nextInt(LATEST_TIMER + 1);
            }
        }
        return sent;
    }

    /** The window is a second, or the time of one request if that is longer. */
    private static void assertThatNoWindowHoldsMore(List<Long> sent, double perSecond) {
        int most = Math.max(1, (int) perSecond);
        for (int i = most; i < sent.size(); i++) {
            assertThat(sent.get(i) - sent.get(i - most))
                    .isGreaterThanOrEqualTo((long) (most / perSecond * 1_000));
        }
    }
}
