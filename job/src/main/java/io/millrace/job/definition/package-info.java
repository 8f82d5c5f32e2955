/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/**
 * What the files of a definitions folder say, each thing with the place where it is said. Nothing
 * here knows tables, columns or types: that is {@link io.millrace.job.plan}.
 */
package io.millrace.job.definition;
