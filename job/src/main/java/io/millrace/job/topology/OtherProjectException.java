/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.topology;

/**
 * The state a job would start with, or its ledger, is of another Iterable project. The message says
 * which, for the person who starts the job.
 */
public final class OtherProjectException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public OtherProjectException(String message) {
        super(message);
    }
}
