/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan;

import io.millrace.job.definition.ProjectDefinition.Pace;
import io.millrace.job.definition.ProjectType;
import io.millrace.job.definition.Secret;
import java.net.URI;

/**
 * The project that is written to.
 *
 * @param baseUrl without a slash at its end
 */
public record IterableProject(URI baseUrl, Secret apiKey, ProjectType type, Pace pace) {}
