/* Licensed under the Apache License, Version 2.0; see LICENSE. */

/**
 * The {@code warehouse} table connector: a bounded source of every row of a table or query.
 *
 * <p>On PostgreSQL all ranges of one reading see one moment: the enumerator holds an exported
 * snapshot in a transaction that stays open as long as the enumerator lives. Elsewhere each range
 * is a statement of its own and sees the moment it starts.
 *
 * <p>A stored PostgreSQL table is read by ranges of its pages, each a share of a sequential scan.
 * That is right only in the snapshot the ranges were planned in, and only while the table keeps its
 * file: a reader that can't join the snapshot, or finds another file once its statement has locked
 * the table, fails. An enumerator that is restored plans the table anew, drops ranges of the former
 * plan that come back, and says that the run starts over. A range is resumed by the number of its
 * rows.
 *
 * <p>Everything else is read by ranges of the key, with what the key's order offers to resume at.
 * When the snapshot has gone, after a failure, such a range goes on in the present. Rows that have
 * a null in their key are read too, but have no place in that order: after a failure in the range
 * that holds them they are read again. The same holds for a table declared without a key.
 *
 * <p>Rows leave the reader encoded. PostgreSQL's are made from the bytes the driver has received;
 * any other value, and one that can't be read as declared, goes through the driver's.
 */
package io.millrace.snapshot.warehouse;
