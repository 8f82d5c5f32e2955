/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.check;

import io.millrace.iterable.ProjectCalls;
import io.millrace.job.definition.problem.Problems;
import io.millrace.job.definition.problem.Secret;
import io.millrace.job.definition.problem.ValueAt;
import io.millrace.job.setup.ProjectAccess;
import java.io.IOException;
import java.net.URI;

/**
 * Checks URL and API key by reading the project's channels, the cheapest call that requires a
 * server-side key.
 */
final class IterableProbe {

    private static final String KEY = "iterable.api-key";
    private static final String URL = "iterable.base-url";

    private final Problems problems;

    IterableProbe(Problems problems) {
        this.problems = problems;
    }

    void probe(ValueAt<URI> baseUrl, ValueAt<Secret> apiKey) {
        try {
            report(call(baseUrl.value(), apiKey.value()), baseUrl, apiKey);
        } catch (IllegalArgumentException e) {
            problems.error(
                    apiKey.at(),
                    KEY,
                    "contains characters that no API key has",
                    "Look for a line break or a blank in the variable's value");
        } catch (IOException e) {
            problems.error(
                    baseUrl.at(),
                    URL,
                    "Iterable can't be reached at " + baseUrl.value() + ": " + reason(e),
                    "Check the address, the network and any proxy");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int call(URI baseUrl, Secret apiKey) throws IOException, InterruptedException {
        try (ProjectCalls calls = new ProjectAccess(baseUrl, apiKey).open()) {
            return calls.get("/api/channels").status();
        }
    }

    private void report(int status, ValueAt<URI> baseUrl, ValueAt<Secret> apiKey) {
        if (status == 401 || status == 403) {
            problems.error(
                    apiKey.at(),
                    KEY,
                    "Iterable refuses the key (" + status + ")",
                    "Use a server-side key of this project; US and EU projects have different"
                            + " addresses ('iterable.base-url')");
        } else if (status >= 500) {
            problems.warning(
                    baseUrl.at(),
                    URL,
                    "Iterable answered with status " + status,
                    "Try again later");
        } else if (status != 429 && status / 100 != 2) {
            problems.error(
                    baseUrl.at(),
                    URL,
                    baseUrl.value() + " doesn't answer like Iterable (status " + status + ")",
                    "Write US, EU, or the address without /api");
        }
    }

    private static String reason(IOException fault) {
        return fault.getMessage() == null ? fault.getClass().getSimpleName() : fault.getMessage();
    }
}
