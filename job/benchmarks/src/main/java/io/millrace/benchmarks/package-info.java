/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** Measures what the job costs. */
package io.millrace.benchmarks;
