/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files.format;

/**
 * Replaces a value that its column's type can't hold.
 *
 * @param place the file and line
 * @param column name of the column
 * @param type declared type of the column
 * @param fault the value and the reason, without the place
 */
public record UnreadableValue(String place, String column, String type, String fault) {

    /** Returns the message that is part of the row: equal for equal values in other places. */
    public String withoutPlace() {
        return fault + " (declared " + type + ")";
    }

    public FilesException failure() {
        return new FilesException(
                place + ": column '" + column + "' is declared " + type + ": " + fault);
    }
}
