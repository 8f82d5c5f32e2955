/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/**
 * Turns the text of a file into YAML values or SQL statements, and resolves environment variables.
 */
package io.millrace.job.definition.syntax;
