/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job;

import io.millrace.sandbox.Sandbox;
import io.millrace.sandbox.SandboxOptions;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import javax.sql.DataSource;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A warehouse for all tests of a class, and for each a sandbox and a line between the two, which
 * end with it. For a static field.
 */
final class FaultyLines implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

    private final Deque<Runnable> ends = new ArrayDeque<>();
    private EmbeddedPostgres postgres;

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        postgres = EmbeddedPostgres.builder().start();
    }

    DataSource warehouse() {
        return postgres.getPostgresDatabase();
    }

    Sandbox sandbox(SandboxOptions options) {
        Sandbox sandbox = Sandbox.start(options);
        ends.push(sandbox::close);
        return sandbox;
    }

    FaultyLine line(Path folder, Sandbox sandbox, Random random) {
        FaultyLine line = new FaultyLine(folder, postgres, sandbox, random);
        ends.push(line::close);
        return line;
    }

    /** The last that was started ends first. */
    @Override
    public void afterEach(ExtensionContext context) {
        while (!ends.isEmpty()) {
            ends.pop().run();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        postgres.close();
    }
}
