/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** The requests of the outbox: which operations go into them, and when each may be sent. */
package io.millrace.outbox.send;
