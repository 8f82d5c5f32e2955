/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.local;

/** How often a failed job restarts. The pause grows after each failure, up to a minute. */
public enum RestartPolicy {
    /** Without limit, for a job that runs until it is stopped. */
    ENDLESS,
    /** A few times, for a job whose end a user waits for. */
    BOUNDED
}
