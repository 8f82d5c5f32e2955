/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** A local stand-in for Iterable: the same calls, the same traps, and watchful. */
package io.millrace.sandbox;
