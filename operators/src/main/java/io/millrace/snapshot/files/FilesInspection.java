/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files;

import io.millrace.snapshot.files.format.FilesException;
import io.millrace.snapshot.files.format.UnreadableValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.table.types.logical.RowType;

/** Checks a {@code files} table against the newest of its files. */
public final class FilesInspection {

    /** The number of rows that are read. */
    public static final int ROWS = 100;

    private FilesInspection() {}

    /**
     * Returns all problems found; none if the inspected rows can be read. Missing or damaged files
     * are problems, not exceptions.
     *
     * @param options options of the DDL, as in {@link FilesOptions}
     * @param columns declared names and types
     * @param key names of the primary key's columns
     */
    public static List<FilesProblem> problems(
            Map<String, String> options, RowType columns, List<String> key) {
        List<FilesProblem> problems = FilesDefinition.problems(options, columns);
        return problems.isEmpty()
                ? inspect(FilesDefinition.table(options, columns), key)
                : problems;
    }

    private static List<FilesProblem> inspect(FilesTable table, List<String> key) {
        List<SourceFile> files;
        try {
            files = FileListing.of(table.location());
        } catch (FilesException e) {
            return List.of(FilesProblem.error(FilesOptions.PATH.key(), e.getMessage()));
        }
        SourceFile newest = files.get(0);
        try (OpenedFile reading = OpenedFile.open(newest, table)) {
            return inspect(newest, reading, key);
        } catch (FilesException e) {
            return List.of(FilesProblem.error(FilesOptions.PATH.key(), e.getMessage()));
        } catch (IOException e) {
            return List.of(
                    FilesProblem.error(
                            FilesOptions.PATH.key(), newest.path() + ": " + e.getMessage()));
        }
    }

    private static List<FilesProblem> inspect(
            SourceFile file, OpenedFile reading, List<String> key) {
        Map<String, UnreadableValue> unreadable = new LinkedHashMap<>();
        int rows = 0;
        while (rows < ROWS && reading.next()) {
            rows++;
            for (Object value : reading.values()) {
                if (value instanceof UnreadableValue fault) {
                    unreadable.putIfAbsent(fault.column(), fault);
                }
            }
        }
        if (rows == 0) {
            return List.of(
                    FilesProblem.warning(FilesOptions.PATH.key(), file.path() + ": has no rows"));
        }
        List<FilesProblem> problems = new ArrayList<>(unseen(file, reading, rows));
        unreadable.values().forEach(value -> problems.add(problem(value, key)));
        return problems;
    }

    private static FilesProblem problem(UnreadableValue value, List<String> key) {
        String message = value.failure().getMessage();
        return key.contains(value.column())
                ? FilesProblem.error(value.column(), message)
                : FilesProblem.warning(value.column(), message + "; such rows are rejected");
    }

    private static List<FilesProblem> unseen(SourceFile file, OpenedFile reading, int rows) {
        List<FilesProblem> problems = new ArrayList<>();
        for (String column : reading.unseen()) {
            problems.add(
                    FilesProblem.warning(
                            column,
                            String.format(
                                    "%s: none of the first %d objects has a field '%s'; is the name"
                                            + " right?",
                                    file.path(), rows, column)));
        }
        return problems;
    }
}
