/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** Problems of definitions, their positions, and secrets that must not appear in them. */
package io.millrace.job.definition.problem;
