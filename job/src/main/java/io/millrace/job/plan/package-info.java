/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/**
 * What the engine needs, fully resolved: nothing is left to look up, nothing may be absent. {@link
 * io.millrace.job.plan.PlanResolver} makes it out of what the files say.
 */
package io.millrace.job.plan;
