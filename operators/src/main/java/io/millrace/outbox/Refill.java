/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import java.io.Serializable;

/**
 * Empties what a sync fills anew, just before the first whole run is delivered that began since it
 * was asked for; once, whoever is restored. Until then the sync delivers nothing.
 */
public interface Refill {

    /** There is nothing to empty. */
    Provider NONE =
            () ->
                    new Refill() {
                        @Override
                        public boolean isMade() {
                            return true;
                        }

                        @Override
                        public boolean isFilledBy(long run) {
                            return true;
                        }

                        @Override
                        public void make() {}
                    };

    /** True if there is nothing to empty any more. Throws if that can't be known. */
    boolean isMade();

    /**
     * True if all that is to be in it is owed once this run was read: it began since the refill was
     * asked for. Throws if that can't be known.
     */
    boolean isFilledBy(long run);

    /**
     * Empties it and remembers that. Takes its time, and is not called by two at once.
     *
     * @throws Exception why it can't be done, in words for people
     */
    void make() throws Exception;

    /** Opens it where it is made: it travels with the job. */
    @FunctionalInterface
    interface Provider extends Serializable {
        Refill open();
    }
}
