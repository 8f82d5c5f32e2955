/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan;

import io.millrace.job.definition.ProjectDefinition.Pace;
import io.millrace.job.definition.ProjectType;
import io.millrace.job.definition.Secret;
import java.net.URI;
import java.util.Optional;

/**
 * The project that is written to.
 *
 * @param baseUrl without a slash at its end
 * @param mobileApiKey there if a sync registers devices
 */
public record IterableProject(
        URI baseUrl, Secret apiKey, Optional<Secret> mobileApiKey, ProjectType type, Pace pace) {}
