/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** Sandboxes in tests of JUnit, which the users of this package bring. */
package io.millrace.sandbox.testing;
