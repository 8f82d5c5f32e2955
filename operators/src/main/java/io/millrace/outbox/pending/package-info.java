/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/**
 * The operations that Iterable has not accepted, as state: segments of them, and an entry for each
 * operation with a history.
 */
package io.millrace.outbox.pending;
