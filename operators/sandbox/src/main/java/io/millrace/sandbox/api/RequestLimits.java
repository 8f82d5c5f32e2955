/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.api;

/**
 * The size limits of one request.
 *
 * @param maximumRows of a batch; Iterable documents 1,000
 * @param maximumBytes of a body; Iterable documents 4 MB
 * @param oversize how a larger request is refused
 */
public record RequestLimits(int maximumRows, int maximumBytes, Oversize oversize) {

    /** Iterable has refused too large requests in both ways. */
    public enum Oversize {
        /** 400 {@code BatchTooLarge}. */
        BATCH_TOO_LARGE,
        /** 413 without a JSON body. */
        STATUS_413
    }

    public boolean areExceededBy(int rows, int bytes) {
        return rows > maximumRows || bytes > maximumBytes;
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
