/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has what is filled anew emptied when the run that fills it is ready to be delivered, and not
 * before: until then it may yet be held. Nothing goes before that, as it would be emptied with the
 * rest: no part of a run, and no run that began before it was asked for, which may have read some
 * rows under the definition that asks for it, and those rows don't change again. The first subtask
 * does it, on a thread of its own, and the others ask whether it is done. Runs on the task's thread
 * but for that.
 */
final class Emptying implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofMinutes(15);

    private static final Logger LOG = LoggerFactory.getLogger(Emptying.class);
    private static final long ASK_MILLIS = 1_000;
    private static final String CODE = "ListNotEmptied";

    static final String OLDER =
            "the run began before the list was to be filled anew; what it owes waits for the next";

    private final Refill refill;
    private final OutboxTask task;
    private Optional<Thread> maker = Optional.empty();
    private Optional<Decision.Halt> failure = Optional.empty();
    private boolean done;
    private long askAt = Long.MIN_VALUE;
    private long giveUpAt = Long.MAX_VALUE;

    Emptying(Refill refill, OutboxTask task) {
        this.refill = refill;
        this.task = task;
    }

    /**
     * True if what is due has to wait; false as well if it can't be done, which is to be taken
     * then.
     *
     * @param ready the run that would be delivered; empty if only a part of one would be
     */
    boolean holdsUp(OptionalLong ready, long now) {
        if (!done && failure.isEmpty() && maker.isEmpty() && now >= askAt) {
            ask(ready, now);
        }
        return !done && failure.isEmpty();
    }

    private void ask(OptionalLong ready, long now) {
        askAt = now + ASK_MILLIS;
        done = refill.isMade();
        if (done || ready.isEmpty()) {
            return;
        }
        if (refill.isFilledBy(ready.getAsLong())) {
            makeOrAwait(now);
        } else {
            fail(OLDER);
        }
    }

    private void makeOrAwait(long now) {
        if (task.subtask() == 0) {
            Thread thread = new Thread(this::make, "empties a list");
            thread.setDaemon(true);
            maker = Optional.of(thread);
            thread.start();
        } else if (giveUpAt == Long.MAX_VALUE) {
            giveUpAt = now + PATIENCE.toMillis();
        } else if (now >= giveUpAt) {
            fail("the list is not emptied yet");
        }
    }

    /** Why a run is stopped, told once: the next tries again. */
    Optional<Decision.Halt> takeFailure() {
        Optional<Decision.Halt> taken = failure;
        failure = Optional.empty();
        return taken;
    }

    private void fail(String reason) {
        giveUpAt = Long.MAX_VALUE;
        failure = Optional.of(new Decision.Halt(CODE, reason));
    }

    /** On a thread of its own. */
    private void make() {
        try {
            refill.make();
            task.mail(this::made, "list emptied");
        } catch (InterruptedException closed) {
            LOG.info("The list was not emptied to its end");
        } catch (Exception e) {
            LOG.warn("The list can't be emptied", e);
            task.mail(() -> notMade(String.valueOf(e.getMessage())), "list not emptied");
        }
    }

    private void made() {
        maker = Optional.empty();
        done = true;
    }

    private void notMade(String reason) {
        maker = Optional.empty();
        fail(reason);
    }

    @Override
    public void close() {
        maker.ifPresent(Thread::interrupt);
    }
}
