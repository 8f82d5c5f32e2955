/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.local;

/** What a failed job does next. Both wait longer after each failure, up to a minute. */
public enum RestartPolicy {
    /** Try for ever: for a job that serves until it is stopped. */
    ENDLESS,
    /** Give up after some attempts: for a job somebody waits for. */
    BOUNDED
}
