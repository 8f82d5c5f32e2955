/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

/**
 * A value that can't be sent; the message says why, in words for the owner of the row. Never leaves
 * this package.
 */
final class UnmappableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnmappableException(String message) {
        super(message);
    }
}
