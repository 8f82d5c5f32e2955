/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** Measures the whole line: from a table in PostgreSQL to the sandbox. */
package io.millrace.benchmarks.line;
