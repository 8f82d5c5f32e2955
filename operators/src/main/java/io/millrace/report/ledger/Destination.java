/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report.ledger;

/**
 * The list or catalog that a sync writes to.
 *
 * @param id differs from the id of every list or catalog that was there before, also where the name
 *     is the same
 * @param target what requests call it: the id of a list, the name of a catalog
 * @param notice what to tell of a run that sends every row again because the id is new; may be
 *     empty
 */
public record Destination(String id, String target, String notice) {}
