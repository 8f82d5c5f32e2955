/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.definition.option;

import io.millrace.job.definition.problem.Location;

/**
 * A value that its option does not accept. The message follows the option's name: "must be ...".
 */
public final class InvalidValueException extends Exception {

    private static final long serialVersionUID = 1;

    private final transient Location at;
    private final String fix;

    public InvalidValueException(Location at, String message, String fix) {
        super(message);
        this.at = at;
        this.fix = fix;
    }

    public Location at() {
        return at;
    }

    public String fix() {
        return fix;
    }
}
