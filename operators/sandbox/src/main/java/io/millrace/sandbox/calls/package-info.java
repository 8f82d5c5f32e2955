/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** The handlers of the calls. */
package io.millrace.sandbox.calls;
