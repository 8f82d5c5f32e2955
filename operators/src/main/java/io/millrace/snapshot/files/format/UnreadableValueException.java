/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files.format;

/** A value that its column's type can't hold, or not exactly. */
final class UnreadableValueException extends Exception {

    private static final long serialVersionUID = 1L;

    private static final int MOST_LENGTH = 100;

    /**
     * @param value text of the value in the file
     * @param reason the rest of the sentence that begins with the value
     */
    UnreadableValueException(String value, String reason) {
        this("'" + shortened(value) + "' " + reason);
    }

    private UnreadableValueException(String message) {
        super(message);
    }

    /** Returns the same fault with the name of the field that contains the value. */
    UnreadableValueException in(String field) {
        return new UnreadableValueException("in '" + field + "': " + getMessage());
    }

    private static String shortened(String value) {
        return value.length() <= MOST_LENGTH ? value : value.substring(0, MOST_LENGTH) + "...";
    }
}
