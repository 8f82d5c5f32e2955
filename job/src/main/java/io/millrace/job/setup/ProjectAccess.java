/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.setup;

import io.millrace.iterable.ApiKey;
import io.millrace.iterable.IterableServer;
import io.millrace.iterable.ProjectCalls;
import io.millrace.job.definition.problem.Secret;
import java.io.Serializable;
import java.net.URI;

/** Where an Iterable project is, and with which key. */
public record ProjectAccess(URI baseUrl, Secret apiKey) implements Serializable {

    /**
     * @throws IllegalArgumentException if no key can have these characters
     */
    public ProjectCalls open() {
        return ProjectCalls.open(
                new IterableServer(baseUrl.toString()), new ApiKey(apiKey.reveal()));
    }
}
