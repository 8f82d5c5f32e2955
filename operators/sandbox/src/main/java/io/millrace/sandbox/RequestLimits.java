/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox;

/**
 * What one request may hold.
 *
 * @param maximumRows rows of a batch; 1,000 is the convention
 * @param maximumBytes bytes of a body; the strict reading of 4 MB
 * @param oversize how a larger request is refused
 */
public record RequestLimits(int maximumRows, int maximumBytes, Oversize oversize) {

    /** The two ways a request that is too large has been seen refused. */
    public enum Oversize {
        /** 400 {@code BatchTooLarge}. */
        BATCH_TOO_LARGE,
        /** 413 without a JSON body. */
        STATUS_413
    }

    public static RequestLimits documented() {
        return new RequestLimits(1_000, 4_000_000, Oversize.BATCH_TOO_LARGE);
    }

    public RequestLimits withMaximumRows(int value) {
        return new RequestLimits(value, maximumBytes, oversize);
    }

    public RequestLimits withMaximumBytes(int value) {
        return new RequestLimits(maximumRows, value, oversize);
    }

    public RequestLimits withOversize(Oversize value) {
        return new RequestLimits(maximumRows, maximumBytes, value);
    }
}
