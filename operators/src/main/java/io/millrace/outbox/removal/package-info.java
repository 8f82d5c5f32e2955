/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** Which removals of a run may be sent, and which wait for approval. */
package io.millrace.outbox.removal;
