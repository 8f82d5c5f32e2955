/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks;

/** A benchmark could not be completed; the message is the reason. */
public final class BenchmarkException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public BenchmarkException(String message) {
        super(message);
    }

    public BenchmarkException(String message, Throwable cause) {
        super(message, cause);
    }
}
