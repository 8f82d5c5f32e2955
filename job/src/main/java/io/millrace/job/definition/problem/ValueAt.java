/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.definition.problem;

/** A value and its position in the definitions. */
public record ValueAt<T>(T value, Location at) {}
