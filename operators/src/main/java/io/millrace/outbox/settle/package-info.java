/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/**
 * What an answer of Iterable comes to for each row, and what a run has to tell in addition to its
 * counts.
 */
package io.millrace.outbox.settle;
