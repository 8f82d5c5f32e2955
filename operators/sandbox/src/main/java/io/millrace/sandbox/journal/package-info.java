/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** The requests that were received, and the invariants that clients must keep. */
package io.millrace.sandbox.journal;
