/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.cli;

/** How a command ended, for scripts; the worse the higher. */
public enum ExitCode {
    OK(0),
    /** Everything ran, but rows were rejected or are pending. */
    ROWS_OPEN(1),
    /** A definition or the usage is wrong: nothing was run. */
    WRONG_INPUT(2),
    /** A run failed or is held, or the job itself failed. */
    FAILED(3);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /** The worse of the two. */
    ExitCode or(ExitCode other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
