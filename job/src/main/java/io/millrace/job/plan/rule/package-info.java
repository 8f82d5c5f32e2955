/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/**
 * The rules that a sync must follow, independent of its type: columns, fields, identifiers, keys,
 * owners and removals.
 */
package io.millrace.job.plan.rule;
