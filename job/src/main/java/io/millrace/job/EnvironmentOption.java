/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job;

import io.millrace.job.definition.Definitions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** {@code --env}, for every command that reads definitions. */
public final class EnvironmentOption {

    @Option(
            names = "--env",
            paramLabel = "NAME",
            description =
                    "The environment of millrace.yaml to take, instead of the one that"
                            + " MILLRACE_ENV names.")
    private Optional<String> name = Optional.empty();

    /** These variables, with the environment that is chosen. */
    public Map<String, String> over(Map<String, String> variables) {
        Map<String, String> chosen = new HashMap<>(variables);
        name.ifPresent(given -> chosen.put(Definitions.ENVIRONMENT, given));
        return Map.copyOf(chosen);
    }
}
