/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;

/**
 * Starts runs when they are due, and has their destination set up before they are read. At most one
 * run is upcoming: started, and not read yet. Used on the coordinator's thread only.
 */
final class RunStarter {

    /** A set-up that takes longer is reported. */
    private static final Duration USUAL_SET_UP = Duration.ofSeconds(2);

    private final RunPolicy policy;
    private final InstantSource clock;
    private final SerialListener listener;
    private final SplitEnumeratorContext<RunSplit> context;

    private OptionalLong lastStarted;
    private OptionalLong upcoming;
    private Epoch epoch;

    /** Whether the destination of the upcoming run is set up. */
    private boolean isSetUp;

    private Instant setUpStarted = Instant.EPOCH;
    private boolean isSlowSetUpReported;

    RunStarter(
            RunPolicy policy,
            InstantSource clock,
            SerialListener listener,
            SplitEnumeratorContext<RunSplit> context,
            RepeatingState state) {
        this.policy = policy;
        this.clock = clock;
        this.listener = listener;
        this.context = context;
        this.lastStarted = state.lastStarted();
        this.upcoming = state.upcoming();
        this.epoch = state.epoch();
    }

    /** Returns the id of the newest run that was started. */
    OptionalLong lastStarted() {
        return lastStarted;
    }

    /** Returns the id of the run that was started and is not read yet. */
    OptionalLong upcoming() {
        return upcoming;
    }

    /** Returns the epoch of the newest destination that was set up. */
    Epoch epoch() {
        return epoch;
    }

    boolean isLastStarted(long run) {
        return lastStarted.equals(OptionalLong.of(run));
    }

    /**
     * Sets up the destination of a restored upcoming run again; interrupts the run if the sync is
     * paused.
     *
     * @param whenSetUp called when the set-up has succeeded
     */
    void restore(Runnable whenSetUp) {
        if (upcoming.isEmpty()) {
            return;
        }
        long run = upcoming.getAsLong();
        if (policy.trigger().givesUpRuns()) {
            upcoming = OptionalLong.empty();
            listener.interrupted(run, RepeatingEnumerator.PAUSED);
        } else {
            setUp(run, whenSetUp);
        }
    }

    /**
     * Starts a run if one is due and none is upcoming.
     *
     * @param whenSetUp called when the set-up has succeeded later
     * @return the upcoming run if its destination is set up: it must be read now
     */
    OptionalLong startIfDue(Runnable whenSetUp) {
        Instant now = clock.instant();
        if (upcoming.isEmpty() && isDue(now)) {
            long afterLast = lastStarted.orElse(Long.MIN_VALUE) + 1;
            long run = Math.max(now.toEpochMilli(), afterLast);
            lastStarted = OptionalLong.of(run);
            upcoming = OptionalLong.of(run);
            listener.started(run);
            setUp(run, whenSetUp);
        }
        if (!isSetUp) {
            return OptionalLong.empty();
        }
        OptionalLong ready = upcoming;
        upcoming = OptionalLong.empty();
        return ready;
    }

    private boolean isDue(Instant now) {
        Optional<Instant> last = lastStarted.stream().mapToObj(Instant::ofEpochMilli).findFirst();
        return policy.trigger().next(last, now).filter(due -> !due.isAfter(now)).isPresent();
    }

    private void setUp(long run, Runnable whenSetUp) {
        isSetUp = policy.setup() == RunSetup.NONE;
        if (!isSetUp) {
            setUpStarted = clock.instant();
            context.callAsync(
                    () -> policy.setup().prepare(run),
                    (destination, error) -> setUpEnded(run, destination, error, whenSetUp));
        }
    }

    /** Reports once that the set-up of the upcoming run takes long, if it does. */
    void reportSlowSetUp() {
        Duration taken = Duration.between(setUpStarted, clock.instant());
        boolean isSlow = !isSetUp && taken.compareTo(USUAL_SET_UP) > 0;
        if (upcoming.isPresent() && isSlow && !isSlowSetUpReported) {
            isSlowSetUpReported = true;
            listener.slowSetUp(upcoming.getAsLong(), false);
        }
    }

    private void setUpEnded(long run, String destination, Throwable error, Runnable whenSetUp) {
        if (isSlowSetUpReported) {
            isSlowSetUpReported = false;
            listener.slowSetUp(run, true);
        }
        if (error == null) {
            epoch = epoch.of(destination);
            isSetUp = true;
            whenSetUp.run();
        } else {
            FailureReason.rethrowUnlessOfSource(error);
            upcoming = OptionalLong.empty();
            listener.notSetUp(run, FailureReason.of(error));
        }
    }
}
