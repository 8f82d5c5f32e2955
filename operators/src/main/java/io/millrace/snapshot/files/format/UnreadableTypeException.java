/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files.format;

/** A column of a file has a type that can't be read as the declared type. */
final class UnreadableTypeException extends Exception {

    private static final long serialVersionUID = 1L;

    UnreadableTypeException(String message) {
        super(message);
    }
}
