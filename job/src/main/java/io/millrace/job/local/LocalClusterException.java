/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The embedded cluster, its state folder or its job failed. The message is for the terminal. */
public final class LocalClusterException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public LocalClusterException(String message) {
        super(message);
    }

    public LocalClusterException(String message, Throwable cause) {
        super(message, cause);
    }

    static LocalClusterException unwritable(Path folder, IOException cause) {
        String reason =
                Optional.ofNullable(cause.getMessage())
                        .map(message -> cause.getClass().getSimpleName() + " " + message)
                        .orElseGet(() -> cause.getClass().getSimpleName());
        return new LocalClusterException(
                "can't write the state folder " + folder + ": " + reason, cause);
    }
}
