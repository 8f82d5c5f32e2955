/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files.format;

/** A value that its column's type cannot hold, or not exactly. */
final class UnfitValueException extends Exception {

    private static final long serialVersionUID = 1L;

    private static final int LONGEST = 100;

    /**
     * @param value as the file has it
     * @param reason ends the sentence "'value' ..."
     */
    UnfitValueException(String value, String reason) {
        this("'" + shortened(value) + "' " + reason);
    }

    private UnfitValueException(String message) {
        super(message);
    }

    /** The same fault as that of a nested field. */
    UnfitValueException in(String field) {
        return new UnfitValueException("in '" + field + "': " + getMessage());
    }

    private static String shortened(String value) {
        return value.length() <= LONGEST ? value : value.substring(0, LONGEST) + "...";
    }
}
