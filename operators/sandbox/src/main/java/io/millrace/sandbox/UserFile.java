/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.sandbox.calls.UserWrites;
import io.millrace.sandbox.calls.WriteMode;
import io.millrace.sandbox.project.Json;
import io.millrace.sandbox.project.Profile;
import io.millrace.sandbox.project.Project;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Users in a file, one JSON object {@code {email, userId, dataFields}} a line, without lists,
 * subscriptions and devices. The caller holds the project's monitor.
 */
final class UserFile {

    private static final int ROWS_AT_ONCE = 1_000;

    private final Project project;

    UserFile(Project project) {
        this.project = project;
    }

    /** Replaces the file; if that fails, the file is unchanged. */
    void save(Path file) {
        Path draft = file.resolveSibling(file.getFileName() + ".draft");
        try (BufferedWriter writer = Files.newBufferedWriter(draft, StandardCharsets.UTF_8)) {
            for (Profile profile : project.users.all()) {
                writer.write(line(profile).toString());
                writer.newLine();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the users can't be written to " + file, e);
        }
        try {
            Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("the users can't be written to " + file, e);
        }
    }

    private static ObjectNode line(Profile profile) {
        ObjectNode line = Json.object();
        if (!profile.email().isEmpty()) {
            line.put("email", profile.email());
        }
        if (!profile.userId().isEmpty()) {
            line.put("userId", profile.userId());
        }
        line.set("dataFields", profile.fields().unpack());
        return line;
    }

    /** Adds the users; new fields get their types as in a request. */
    void load(Path file) {
        try (Stream<String> lines = Files.lines(file, StandardCharsets.UTF_8)) {
            List<ObjectNode> rows = new ArrayList<>();
            lines.forEach(
                    line -> {
                        rows.add((ObjectNode) Json.read(line.getBytes(StandardCharsets.UTF_8)));
                        if (rows.size() == ROWS_AT_ONCE) {
                            write(rows);
                        }
                    });
            write(rows);
        } catch (IOException e) {
            throw new UncheckedIOException("the users can't be read from " + file, e);
        }
    }

    private void write(List<ObjectNode> rows) {
        new UserWrites(project).write(rows, WriteMode.single(true), (row, profile) -> {});
        rows.clear();
    }
}
