/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/**
 * What the benchmarks share: PostgreSQL, the sandbox as a process, measurements of this process.
 */
package io.millrace.benchmarks;
