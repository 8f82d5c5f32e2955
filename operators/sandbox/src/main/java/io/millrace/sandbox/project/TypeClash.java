/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.project;

/** What bulkUpdate refuses for a value of the wrong type. */
public enum TypeClash {
    /** The row: HTTP 200, and the row is listed under {@code invalidData*}. */
    REFUSES_THE_ROW,
    /** The batch: 400 {@code RequestFieldsTypesMismatched}. */
    REFUSES_THE_BATCH
}
