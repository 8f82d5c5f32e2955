/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.row;

/** A column of the primary key has a value that its declared type can't hold; the run fails. */
final class UnreadableKeyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnreadableKeyException(String column, String fault) {
        super(
                String.format(
                        "the key column '%s' of a row can't be read: %s. Declare it with a type"
                                + " that holds the value, or leave the row out in a 'query'",
                        column, fault));
    }
}
