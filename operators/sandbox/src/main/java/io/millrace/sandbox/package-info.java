/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** A local server that behaves like Iterable and checks the invariants of its clients. */
package io.millrace.sandbox;
