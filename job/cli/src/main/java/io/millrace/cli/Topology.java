/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.cli;

import io.millrace.job.plan.Plan;
import io.millrace.job.topology.JobStart;
import io.millrace.trigger.Trigger;
import java.util.Map;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Adds the operators of a plan to a job. */
@FunctionalInterface
public interface Topology {

    /**
     * Adds every sync of the plan to the environment.
     *
     * @param triggers a trigger for each sync, by sync name, instead of the plan's
     * @param start the project and state the job starts with
     * @throws Exception if a source of the plan can't be opened
     */
    void build(
            StreamExecutionEnvironment environment,
            Plan plan,
            Map<String, Trigger> triggers,
            JobStart start)
            throws Exception;
}
