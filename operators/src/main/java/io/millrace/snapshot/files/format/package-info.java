/* Licensed under the Apache License, Version 2.0; see LICENSE. */

/**
 * The formats of files. Each format finds columns by name, reads a value exactly or not at all, and
 * reports the place of a value that it can't read.
 */
package io.millrace.snapshot.files.format;
