/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.topology;

/**
 * The saved state or the ledger of a job belongs to another Iterable project. The message is for
 * the user who starts the job.
 */
public final class OtherProjectException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public OtherProjectException(String message) {
        super(message);
    }
}
