/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/**
 * The content of a definitions folder, value by value with its position. Nothing here depends on
 * tables, columns or types; those belong to {@link io.millrace.job.model} and {@link
 * io.millrace.job.plan}.
 */
package io.millrace.job.definition;
