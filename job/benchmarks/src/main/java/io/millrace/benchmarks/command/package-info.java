/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** The {@code bench} command and its options. */
package io.millrace.benchmarks.command;
