/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping.field;

/**
 * A value that can't be sent. The message gives the reason, in words for the owner of the row. The
 * mapping stage turns it into the fault of an operation.
 */
public final class UnmappableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UnmappableException(String message) {
        super(message);
    }
}
