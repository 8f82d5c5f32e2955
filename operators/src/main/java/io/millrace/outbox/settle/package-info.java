/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** What a response means for each row of its request, and the warnings of a run. */
package io.millrace.outbox.settle;
