/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Says what is delivered next: the oldest run that may be, or a part of a run before its end has
 * come. A run larger than what may be owed could never be received whole: what of it is durable
 * then goes early, once after each checkpoint.
 */
final class Admission {

    /** All that may owe something, anew each time; may be walked while state changes. */
    @FunctionalInterface
    interface Routes {
        Stream<Long> all();
    }

    private final RunGate gate;
    private final Intake intake;
    private final Releases releases;
    private final Routes routes;
    private boolean moreIsDurable;

    Admission(RunGate gate, Intake intake, Releases releases, Routes routes) {
        this.gate = gate;
        this.intake = intake;
        this.releases = releases;
        this.routes = routes;
    }

    void checkpointCompleted() {
        moreIsDurable = true;
    }

    /** True if something can go. */
    boolean isDue(OwedOperations owed) {
        return gate.next().isPresent() || early(owed).isPresent();
    }

    /** The run that is due as a whole; empty if only a part of one may be. */
    OptionalLong ready() {
        return gate.next();
    }

    /** What is delivered now, which begins with it; empty if nothing is. */
    Optional<Delivering> next(OwedOperations owed, long now) {
        OptionalLong whole = gate.next();
        OptionalLong run = whole.isPresent() ? whole : early(owed);
        if (run.isEmpty()) {
            return Optional.empty();
        }
        if (whole.isPresent()) {
            long releasedAt = releases.releasedAt();
            return Optional.of(Delivering.whole(run.getAsLong(), releasedAt, now, sweep()));
        }
        moreIsDurable = false;
        return Optional.of(Delivering.early(run.getAsLong(), now, sweep()));
    }

    private OptionalLong early(OwedOperations owed) {
        OptionalLong run = owed.newestRun();
        boolean due =
                moreIsDurable
                        && run.isPresent()
                        && run.getAsLong() > gate.settled()
                        && intake.isFull(owed.accounts().pending());
        return due ? run : OptionalLong.empty();
    }

    /** True if the end of a run that goes early is here: what is left of it goes in order. */
    boolean isOvertaken(Delivering current) {
        return current.isEarly() && gate.next().isPresent();
    }

    Sweep sweep() {
        return new Sweep(routes.all());
    }

    void settled(long run) {
        gate.settle(run);
    }
}
