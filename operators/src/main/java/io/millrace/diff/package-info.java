/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/**
 * Compares the rows of a run with the state of earlier runs, and emits what changed; see README.
 */
package io.millrace.diff;
