/* Licensed under the Apache License, Version 2.0; see LICENSE. */

/**
 * The {@code files} connector: a bounded source of all rows of a set of files, on any file system
 * that Flink supports.
 */
package io.millrace.snapshot.files;
