/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.definition.option;

/** The push services that Iterable supports, spelt as in its API. */
public enum DevicePlatform {
    APNS,
    APNS_SANDBOX,
    GCM
}
