/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Says what is delivered next: the oldest run that may be, when it is its turn among other syncs;
 * or a part of a run before its end has come. A run larger than what may be owed could never be
 * received whole: what of it is durable then goes early, once after each checkpoint.
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
    private final Turn turn;
    private final Routes routes;
    private boolean moreIsDurable;
    private boolean waits;

    Admission(RunGate gate, Intake intake, Releases releases, Turn turn, Routes routes) {
        this.gate = gate;
        this.intake = intake;
        this.releases = releases;
        this.turn = turn;
        this.routes = routes;
    }

    void checkpointCompleted() {
        moreIsDurable = true;
        turn.allAreThere();
    }

    /**
     * True if something could go but for the turn of another sync: to be asked again in a while.
     */
    boolean waitsForTurn() {
        return waits;
    }

    /** True if something could go but for others. */
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
        waits = run.isPresent() && !turn.take(run.getAsLong(), now);
        if (run.isEmpty() || waits) {
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

    /** It is the turn of others. */
    void ended() {
        turn.end();
    }

    void settled(long run) {
        gate.settle(run);
        turn.owes(gate.oldest());
    }
}
