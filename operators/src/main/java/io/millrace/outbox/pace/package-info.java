/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** How many calls of each endpoint may be made: a second, and a day. */
package io.millrace.outbox.pace;
