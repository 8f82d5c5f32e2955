/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job;

import io.millrace.job.definition.Definitions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The {@code --env} option of every command that reads definitions. */
public final class EnvironmentOption {

    @Option(
            names = "--env",
            paramLabel = "NAME",
            description =
                    "The environment of millrace.yaml to use, instead of the one in MILLRACE_ENV.")
    private Optional<String> name = Optional.empty();

    /** Returns the variables, with the environment that the option selects. */
    public Map<String, String> over(Map<String, String> variables) {
        Map<String, String> chosen = new HashMap<>(variables);
        name.ifPresent(given -> chosen.put(Definitions.ENVIRONMENT, given));
        return Map.copyOf(chosen);
    }
}
