/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse.dialect;

/**
 * A table that is stored in pages, as a snapshot sees it.
 *
 * @param fileNode the number of the table's file
 * @param rows an estimate; negative if unknown
 */
public record StoredTable(long fileNode, long pages, double rows) {}
