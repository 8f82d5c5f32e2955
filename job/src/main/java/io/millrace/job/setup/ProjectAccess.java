/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.setup;

import io.millrace.iterable.ApiKey;
import io.millrace.iterable.IterableServer;
import io.millrace.iterable.ProjectCalls;
import io.millrace.job.definition.problem.Secret;
import java.io.Serializable;
import java.net.URI;

/** URL and API key of an Iterable project. */
public record ProjectAccess(URI baseUrl, Secret apiKey) implements Serializable {

    /**
     * @throws IllegalArgumentException if the key contains characters that no key has
     */
    public ProjectCalls open() {
        return ProjectCalls.open(
                new IterableServer(baseUrl.toString()), new ApiKey(apiKey.reveal()));
    }
}
