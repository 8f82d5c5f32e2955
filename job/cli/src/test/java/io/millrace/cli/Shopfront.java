/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A definitions folder with one sync, of a table generated nowhere. */
final class Shopfront {

    private Shopfront() {}

    static void write(Path folder) throws IOException {
        write(folder, "http://localhost:1", "jdbc:h2:mem:shop");
    }

    /** Over these two addresses. */
    static void write(Path folder, String iterable, String warehouse) throws IOException {
        Files.createDirectories(folder.resolve("models"));
        Files.createDirectories(folder.resolve("syncs"));
        Files.writeString(
                folder.resolve("millrace.yaml"),
                String.join(
                        "\n",
                        "iterable:",
                        "  base-url: " + iterable,
                        "  api-key: ${ITERABLE_API_KEY}",
                        "  project-type: hybrid",
                        "checkpoint-interval: 200 ms",
                        ""));
        Files.writeString(
                folder.resolve("models").resolve("customers.sql"),
                String.join(
                        "\n",
                        "CREATE TABLE customers (",
                        "  id BIGINT, email STRING, city STRING, PRIMARY KEY (id) NOT ENFORCED",
                        ") WITH (",
                        "  'connector' = 'warehouse',",
                        "  'url' = '" + warehouse + "',",
                        "  'query' = 'SELECT id, email, city FROM customers'",
                        ");",
                        ""));
        Files.writeString(
                folder.resolve("syncs").resolve("customers.yaml"),
                String.join(
                        "\n",
                        "model: customers",
                        "type: users",
                        "mode: upsert",
                        "schedule: every 1 min",
                        "identifier:",
                        "  email: email",
                        "mappings:",
                        "  city: city",
                        ""));
    }
}
