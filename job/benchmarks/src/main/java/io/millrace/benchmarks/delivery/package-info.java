/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** What it costs to deliver operations, and how near to Iterable's rates that comes. */
package io.millrace.benchmarks.delivery;
