/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.cli;

import io.millrace.job.plan.Plan;
import io.millrace.job.topology.JobStart;
import io.millrace.trigger.Trigger;
import java.util.Map;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** How a plan becomes the operators of a job. */
@FunctionalInterface
public interface Topology {

    /**
     * Adds every sync of the plan to the environment.
     *
     * @param triggers by the name of the sync; each sync has one, which stands in for the plan's
     * @param start the project and the state the job starts with
     * @throws Exception if a source of the plan can't be opened
     */
    void build(
            StreamExecutionEnvironment environment,
            Plan plan,
            Map<String, Trigger> triggers,
            JobStart start)
            throws Exception;
}
