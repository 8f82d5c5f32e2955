/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

/**
 * An identity that a row referred to before it changed. It is in state until the end of the run
 * that found the change: only then it is certain that the key is not duplicated.
 *
 * @param run the run at whose end it is emitted
 * @param keyHigh upper half of the hash of the row's key
 * @param keyLow lower half
 * @param route of the identity
 * @param kept the columns of {@link io.millrace.row.RowLayout#kept()} at that time
 */
public record FormerIdentity(long run, long keyHigh, long keyLow, long route, byte[] kept) {

    FormerIdentity in(long otherRun) {
        return new FormerIdentity(otherRun, keyHigh, keyLow, route, kept);
    }

    boolean isOf(long high, long low) {
        return keyHigh == high && keyLow == low;
    }
}
