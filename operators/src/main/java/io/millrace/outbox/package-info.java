/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** Stores each operation until Iterable has accepted it, and reports the outcome of each. */
package io.millrace.outbox;
