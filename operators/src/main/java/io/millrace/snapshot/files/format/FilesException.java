/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files.format;

/** Files could not be found or read. The message, for people, has the file and the place. */
public final class FilesException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public FilesException(String message) {
        super(message);
    }

    public FilesException(String message, Throwable cause) {
        super(message, cause);
    }
}
