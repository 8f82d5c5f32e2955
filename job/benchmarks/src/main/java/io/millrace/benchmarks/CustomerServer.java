/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import javax.sql.DataSource;

/** An empty PostgreSQL server, in processes of its own. */
public final class CustomerServer implements AutoCloseable {

    private final EmbeddedPostgres postgres;

    private CustomerServer(EmbeddedPostgres postgres) {
        this.postgres = postgres;
    }

    public static CustomerServer start(Path folder) throws IOException {
        Redirect log = Redirect.appendTo(folder.resolve("postgres.log").toFile());
        return new CustomerServer(
                EmbeddedPostgres.builder()
                        .setDataDirectory(folder.resolve("postgres"))
                        .setPGStartupWait(Duration.ofSeconds(30))
                        .setServerConfig("max_wal_size", "4GB")
                        .setOutputRedirector(log)
                        .setErrorRedirector(log)
                        .start());
    }

    public DataSource database() {
        return postgres.getPostgresDatabase();
    }

    public String url() {
        return postgres.getJdbcUrl("postgres", "postgres");
    }

    @Override
    public void close() throws IOException {
        postgres.close();
    }
}
