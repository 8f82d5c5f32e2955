/* Licensed under the Apache License, Version 2.0; see LICENSE. */

/**
 * How rows are written in a file. Each format finds columns by their names, reads a value exactly
 * or not at all, and names the place of what it cannot read.
 */
package io.millrace.snapshot.files.format;
