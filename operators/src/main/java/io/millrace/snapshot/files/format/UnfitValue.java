/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files.format;

/**
 * Stands in a row for a value that its column's type cannot hold.
 *
 * @param place the file and line
 * @param column its name
 * @param type as declared
 * @param fault the value and why; the same wherever the value is
 */
public record UnfitValue(String place, String column, String type, String fault) {

    /** For a row that is told apart without it: the same for the same value in another place. */
    public String withoutPlace() {
        return fault + " (declared " + type + ")";
    }

    public FilesException failure() {
        return new FilesException(
                place + ": column '" + column + "' is declared " + type + ": " + fault);
    }
}
