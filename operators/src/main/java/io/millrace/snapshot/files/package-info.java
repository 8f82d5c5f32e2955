/* Licensed under the Apache License, Version 2.0; see LICENSE. */

/**
 * The {@code files} table connector: a bounded source of every row of a set of files, on any file
 * system that Flink reaches.
 *
 * <p>The enumerator lists the files once, when a run starts; an empty list fails the run. Each file
 * is read by one reader, which compares its length and modification time with those of the listing
 * before and after: a file that was changed or replaced meanwhile fails the run, so that no row is
 * taken for removed. After a failure a file goes on behind the last row a checkpoint knows.
 */
package io.millrace.snapshot.files;
