/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.project;

/** How bulkUpdate answers a row whose value does not fit the stored type of its field. */
public enum TypeClash {
    /** HTTP 200, the row listed under {@code invalidData*}. */
    REFUSES_THE_ROW,
    /** 400 {@code RequestFieldsTypesMismatched}, nothing of the batch taken. */
    REFUSES_THE_BATCH
}
