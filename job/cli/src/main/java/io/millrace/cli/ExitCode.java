/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.cli;

/** The exit code of a command. A higher code is worse. */
public enum ExitCode {
    OK(0),
    /** All runs ended, but rows were rejected or are pending. */
    ROWS_OPEN(1),
    /** A definition or an argument is wrong: nothing was run. */
    WRONG_INPUT(2),
    /** A run failed or was held, or the job failed. */
    FAILED(3);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /** Returns the worse of the two. */
    ExitCode or(ExitCode other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
