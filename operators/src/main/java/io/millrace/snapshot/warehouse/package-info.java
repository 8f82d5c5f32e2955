/* Licensed under the Apache License, Version 2.0; see LICENSE. */

/**
 * The {@code warehouse} table connector: a bounded source of every row of a table or query.
 *
 * <p>On PostgreSQL all ranges of one reading see one moment: the enumerator holds an exported
 * snapshot as long as it lives. When it has gone, after a failure, a range that goes on sees the
 * present. Elsewhere each range is a statement of its own and sees the moment it starts.
 *
 * <p>Rows that have a null in their key are read too, but have no place in the key's order: after a
 * failure in the range that holds them they are read again. The same holds for a table declared
 * without a key, which is read anew from its start.
 */
package io.millrace.snapshot.warehouse;
