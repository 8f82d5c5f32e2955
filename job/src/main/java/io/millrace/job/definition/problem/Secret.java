/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.definition.problem;

import java.io.Serializable;

/** A value that no log, message or {@code toString} shows. Only {@link #reveal} returns it. */
public final class Secret implements Serializable {

    private static final long serialVersionUID = 1;

    public static final String MASK = "******";

    private final String value;

    public Secret(String value) {
        this.value = value;
    }

    public String reveal() {
        return value;
    }

    public boolean isEmpty() {
        return value.isEmpty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && secret.value.equals(value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return MASK;
    }
}
