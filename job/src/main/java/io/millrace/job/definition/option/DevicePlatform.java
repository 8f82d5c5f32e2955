/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.definition.option;

/** The push services Iterable speaks with, in its own spelling. */
public enum DevicePlatform {
    APNS,
    APNS_SANDBOX,
    GCM
}
