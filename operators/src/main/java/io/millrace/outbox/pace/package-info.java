/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** How many calls may be made to each endpoint: a second, and a day. */
package io.millrace.outbox.pace;
