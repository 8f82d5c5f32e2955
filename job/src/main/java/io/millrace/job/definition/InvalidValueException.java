/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.definition;

/**
 * A value that its option does not take. The message continues the option's name: "must be ...".
 */
final class InvalidValueException extends Exception {

    private static final long serialVersionUID = 1;

    private final transient Location at;
    private final String fix;

    InvalidValueException(Location at, String message, String fix) {
        super(message);
        this.at = at;
        this.fix = fix;
    }

    Location at() {
        return at;
    }

    String fix() {
        return fix;
    }
}
