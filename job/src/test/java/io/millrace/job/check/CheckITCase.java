/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.millrace.job.definition.Folder;
import io.millrace.job.definition.problem.Problem;
import io.millrace.job.definition.problem.Problems;
import io.millrace.job.model.BaseTable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CheckITCase {

    @TempDir private Path path;
    private Folder folder;
    private HttpServer server;
    private volatile int otherStatus = 401;

    @BeforeEach
    void answersLikeIterable() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/api/channels",
                call -> {
                    boolean right = "right".equals(call.getRequestHeaders().getFirst("Api-Key"));
                    call.sendResponseHeaders(right ? 200 : otherStatus, -1);
                    call.close();
                });
        server.createContext(
                "/api/users/getFields",
                call -> {
                    byte[] fields = "{\"fields\":{}}".getBytes(StandardCharsets.UTF_8);
                    call.sendResponseHeaders(200, fields.length);
                    call.getResponseBody().write(fields);
                    call.close();
                });
        server.start();
        folder =
                new Folder(path)
                        .file(
                                "millrace.yaml",
                                "iterable:\n  base-url: http://localhost:"
                                        + server.getAddress().getPort()
                                        + "\n"
                                        + "  api-key: ${ITERABLE_API_KEY}\n"
                                        + "  project-type: hybrid\n");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void rightKeyPasses() {
        folder.env("ITERABLE_API_KEY", "right");

        CheckReport report = Check.run(folder.path(), folder.env());

        assertThat(report.text()).isEmpty();
        assertThat(report.passed()).isTrue();
        assertThat(report.plan()).isPresent();
    }

    @Test
    void refusedKeyIsAProblemOfTheKey() {
        assertThat(Check.run(folder.path(), folder.env()).text())
                .startsWith("millrace.yaml:3  iterable.api-key  Iterable refuses the key (401). ");
    }

    @Test
    void otherAnswersAreAProblemOfTheAddress() {
        otherStatus = 404;

        assertThat(Check.run(folder.path(), folder.env()).text())
                .startsWith("millrace.yaml:2  iterable.base-url  http://localhost:")
                .contains("doesn't answer like Iterable (status 404)");
    }

    @Test
    void noAnswerIsAProblemOfTheAddress() {
        server.stop(0);

        assertThat(Check.run(folder.path(), folder.env()).text())
                .startsWith("millrace.yaml:2  iterable.base-url  Iterable can't be reached at ");
    }

    @Test
    void keyWithALineBreakIsAProblemOfTheKey() {
        folder.env("ITERABLE_API_KEY", "right\nwrong");

        assertThat(Check.run(folder.path(), folder.env()).text())
                .startsWith(
                        "millrace.yaml:3  iterable.api-key  contains characters that no API"
                                + " key has");
    }

    @Test
    void offlineMakesNoConnection() {
        assertThat(Check.offline(folder.path(), folder.env()).text()).isEmpty();
    }

    @Test
    void tablesAreProbedByTheirConnectorsProbe() {
        folder.env("ITERABLE_API_KEY", "right");
        ConnectionProbe probe = new FakeProbe("files");

        CheckReport report =
                Check.run(folder.path(), folder.env(), List.of(probe, new FakeProbe("other")));

        assertThat(report.passed()).isFalse();
        assertThat(report.problems())
                .extracting(Problem::toString)
                .containsExactly("models/customers.sql:1  customers  no such folder");
    }

    private record FakeProbe(String connector) implements ConnectionProbe {

        @Override
        public void probe(BaseTable table, Problems problems) {
            problems.error(table.at(), table.name(), "no such folder", "");
        }
    }
}
