/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report.ledger;

/**
 * The list or catalog that a sync writes to.
 *
 * @param id differs from the id of each earlier list or catalog, even if the name is the same
 * @param target how requests refer to it: by the id of a list, by the name of a catalog
 * @param notice the warning of a run that sends every row again because the id is new; may be empty
 */
public record Destination(String id, String target, String notice) {}
