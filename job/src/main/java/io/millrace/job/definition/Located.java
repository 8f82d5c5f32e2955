/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.definition;

/** A value and where it is said. */
public record Located<T>(T value, Location at) {}
