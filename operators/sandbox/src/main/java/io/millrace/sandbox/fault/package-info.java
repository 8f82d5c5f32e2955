/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** Scripted faults. */
package io.millrace.sandbox.fault;
