/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** Measures what the diff costs against plain reading of the same table. */
package io.millrace.benchmarks.diff;
