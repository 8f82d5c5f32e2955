/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/**
 * The operations Iterable has not taken, as state: chunks of them as they came in, and entries of
 * their own for the few that something is to be remembered of.
 */
package io.millrace.outbox.pending;
