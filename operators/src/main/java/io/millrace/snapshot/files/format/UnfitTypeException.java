/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files.format;

/** A column of a file is of a type that cannot be read as declared. */
final class UnfitTypeException extends Exception {

    private static final long serialVersionUID = 1L;

    UnfitTypeException(String message) {
        super(message);
    }
}
