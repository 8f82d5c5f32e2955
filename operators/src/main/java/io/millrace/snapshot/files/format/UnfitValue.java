/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files.format;

/**
 * Stands in a row for a value that its column's type cannot hold.
 *
 * @param place the file and line
 * @param column with its declared type
 * @param fault the value and why; the same wherever the value is
 */
public record UnfitValue(String place, String column, String fault) {

    /** Says it with its place. */
    public FilesException failure() {
        return new FilesException(place + ": " + column + ": " + fault);
    }
}
