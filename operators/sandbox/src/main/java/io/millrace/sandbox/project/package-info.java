/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** The state of one Iterable project, and the rules for its values. */
package io.millrace.sandbox.project;
