/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.report.run.LedgerRow;
import io.millrace.report.run.RunReport;
import io.millrace.report.run.RunStatus;
import io.millrace.sandbox.Sandbox;
import io.millrace.sandbox.SandboxOptions;
import io.millrace.sandbox.api.Throttle;
import io.millrace.sandbox.project.UserIdentification;
import io.millrace.sandbox.testing.SandboxExtension;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Profiles from a folder of CSV files that is replaced file by file: what differs is sent, and what
 * is wrong with a file removes nothing.
 */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class FilesITCase {

    private static final int ROWS_A_FILE = 20;

    @TempDir private Path folder;
    @RegisterExtension final SandboxExtension sandboxes = new SandboxExtension();

    private Sandbox sandbox;
    private RunningLine line;

    @BeforeEach
    void start() throws Exception {
        sandbox =
                sandboxes.start(
                        SandboxOptions.of(UserIdentification.EMAIL).withThrottle(Throttle.off()));
        put("a.csv", "id,email,city,age\n" + rows(0, "%1$d,%1$d@example.com,Rome,%1$d\n"));
        put("b.csv.gz", "city,age,email,id\n" + rows(1, "Oslo,%1$d,%1$d@example.com,%1$d\n"));
        line =
                new RunningLine(folder, sandbox, "email")
                        .parallelism(2)
                        .sync(
                                "people",
                                "CREATE TABLE people (id INT, email STRING, age INT, city STRING,"
                                        + " PRIMARY KEY (id) NOT ENFORCED) WITH ('connector' ="
                                        + " 'files', 'path' = 'data/*.csv{,.gz}', 'format' ="
                                        + " 'csv');",
                                "identifier: {email: email}\nmappings: {age: age, city: city}\n"
                                        + "mode: upsert\non-removal: clear\n")
                        .start();
        RunReport first = line.run("people", Instant.EPOCH, complete());
        assertThat(first.rows().read()).isEqualTo(2 * ROWS_A_FILE);
        assertThat(first.rows().added()).isEqualTo(2 * ROWS_A_FILE);
        assertProfile(7, "Rome", 7);
        assertProfile(27, "Oslo", 27);
    }

    @AfterEach
    void stop() {
        line.close();
    }

    @Test
    void aReplacedFileSendsWhatDiffers() throws Exception {
        Instant since = line.now("people");
        String swapped = "age,city,name,id,email\n";
        String unchanged = rows(0, "%1$d,Rome,x,%1$d,%1$d@example.com\n");
        put(
                "a.csv",
                swapped
                        + unchanged
                                .replace("0,Rome,x,0,0@example.com\n", "")
                                .replace("\n3,Rome,", "\n33,Bern,")
                        + "99,Köln,x,99,99@example.com\n");
        RunReport replaced =
                line.run(
                        "people",
                        since,
                        complete().and(run -> run.rows().added() + run.rows().changed() > 0));

        assertThat(replaced.rows().added()).isEqualTo(1);
        assertThat(replaced.rows().changed()).isEqualTo(1);
        assertThat(replaced.rows().removed()).isEqualTo(1);
        assertThat(replaced.rows().unchanged()).isEqualTo(2 * ROWS_A_FILE - 2);
        assertProfile(3, "Bern", 33);
        assertProfile(99, "Köln", 99);
        assertProfile(7, "Rome", 7);
        assertThat(sandbox.user("0@example.com").orElseThrow().dataFields().path("city").asText())
                .isEmpty();
        line.assertAddsUp();
        line.assertNeverFailed();
    }

    @Test
    void aFileThatCannotBeReadRemovesNothing() throws Exception {
        put("a.csv", "id,email,town,age\n1,1@example.com,Rome,1\n");
        assertFailed("data/a.csv: has no column 'city'");
        put("a.csv", "id,email,city,age\n1,1@example.com,Rome,1\n2,2@example.com,Rome\n");
        assertFailed("data/a.csv, line 3: has 3 fields, the header has 4");
        put("a.csv", "id,email,city,age\n1,1@example.com,Rome,1\nx,2@example.com,Rome,2\n");
        assertFailed("data/a.csv, line 3: column 'id' is declared INT: 'x' is not a number");
        put("a.csv", "");
        assertFailed("data/a.csv: is empty, 0 bytes");
        Files.delete(folder.resolve("data/a.csv"));
        Files.delete(folder.resolve("data/b.csv.gz"));
        assertFailed("no file matches 'path' " + folder);

        assertThat(sandbox.users()).hasSize(2 * ROWS_A_FILE);
        assertProfile(2, "Rome", 2);
        line.assertNeverFailed();
    }

    @Test
    void aValueThatItsTypeCannotHoldRejectsItsRow() throws Exception {
        Instant since = line.now("people");
        put(
                "a.csv",
                "id,email,city,age\n"
                        + rows(0, "%1$d,%1$d@example.com,Rome,%1$d\n")
                                .replace("Rome,5\n", "Rome,five\n")
                                .replace("Rome,6\n", "Rome,66\n"));
        RunReport replaced =
                line.run("people", since, complete().and(run -> run.rows().changed() > 0));

        assertThat(replaced.rows().changed()).isEqualTo(2);
        assertThat(replaced.rows().removed()).isZero();
        assertThat(line.rows(replaced))
                .singleElement()
                .extracting(LedgerRow::toString)
                .asString()
                .contains("id=5", "column 'age'", "'five' is not a number (declared INT)");
        assertProfile(5, "Rome", 5);
        assertProfile(6, "Rome", 66);
    }

    private static Predicate<RunReport> complete() {
        return run -> run.status() == RunStatus.COMPLETE;
    }

    private void assertFailed(String reason) throws Exception {
        RunReport failed =
                line.run(
                        "people",
                        line.now("people"),
                        run ->
                                run.status() == RunStatus.FAILED
                                        && run.cause().message().contains(reason));
        assertThat(failed.delivered().operations()).isZero();
    }

    private void assertProfile(int id, String city, int age) {
        JsonNode fields = sandbox.user(id + "@example.com").orElseThrow().dataFields();
        assertThat(fields.path("city").asText()).isEqualTo(city);
        assertThat(fields.path("age").asInt()).isEqualTo(age);
    }

    private static String rows(int file, String row) {
        StringBuilder rows = new StringBuilder();
        for (int id = file * ROWS_A_FILE; id < (file + 1) * ROWS_A_FILE; id++) {
            rows.append(String.format(row, id));
        }
        return rows.toString();
    }

    /** As the manual requires: written under a name that is skipped, then renamed. */
    private void put(String name, String text) throws IOException {
        Path data = Files.createDirectories(folder.resolve("data"));
        Path unfinished = data.resolve(name + ".tmp");
        try (OutputStream out =
                name.endsWith(".gz")
                        ? new GZIPOutputStream(Files.newOutputStream(unfinished))
                        : Files.newOutputStream(unfinished)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        Files.move(
                unfinished,
                data.resolve(name),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }
}
