/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** Owes Iterable every operation until it is taken, and says what became of each. */
package io.millrace.outbox;
