/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.definition.problem;

/** Whether a problem prevents the job from starting. */
public enum Severity {
    ERROR,
    WARNING
}
