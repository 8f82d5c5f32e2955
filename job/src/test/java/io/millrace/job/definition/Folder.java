/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.definition;

import io.millrace.job.definition.problem.Problem;
import io.millrace.job.plan.Plan;
import io.millrace.job.plan.resolver.PlanResolver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A definitions folder that is right, for a test to spoil. */
public final class Folder {

    private final Path path;
    private final Map<String, String> env =
            new HashMap<>(Map.of("ITERABLE_API_KEY", "k3y-0f-iterable"));

    public Folder(Path path) {
        this.path = path;
        file(
                "millrace.yaml",
                """
                iterable:
                  base-url: US
                  api-key: ${ITERABLE_API_KEY}
                  project-type: hybrid
                """);
        file("models/customers.sql", table("customers"));
        file("customers.csv", "1,ada@example.com,Ada,London,36\n");
        file(
                "syncs/customers.yaml",
                """
                model: customers
                type: users
                identifier:
                  email: email
                schedule: every 15 min
                mappings:
                  firstName: first_name
                """);
    }

    /** A CSV table of this name, without a header: id, email, first_name, city, age; key id. */
    public String table(String name) {
        return """
               CREATE TABLE %s (
                 id BIGINT,
                 email STRING,
                 first_name STRING,
                 city STRING,
                 age INT,
                 PRIMARY KEY (id) NOT ENFORCED
               ) WITH (
                 'connector' = 'files',
                 'path' = '%s',
                 'format' = 'csv',
                 'csv.header' = 'false'
               );
               """
                .formatted(name, path.resolve(name + ".csv").toUri());
    }

    public Folder file(String name, String content) {
        try {
            Path file = path.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Folder env(String name, String value) {
        env.put(name, value);
        return this;
    }

    public Path path() {
        return path;
    }

    public Map<String, String> env() {
        return env;
    }

    public Definitions read() {
        return Definitions.read(path, env);
    }

    /** All problems as they are printed, after reading and resolving. */
    public List<String> problems() {
        Definitions definitions = read();
        PlanResolver.resolve(definitions);
        return definitions.problems().all().stream().map(Problem::toString).toList();
    }

    /** The plan of a folder without errors. */
    public Plan plan() {
        Definitions definitions = read();
        Optional<Plan> plan = PlanResolver.resolve(definitions);
        return plan.orElseThrow(
                () -> new AssertionError("no plan: " + definitions.problems().all()));
    }
}
