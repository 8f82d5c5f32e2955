/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.definition;

import io.millrace.job.definition.problem.Location;
import io.millrace.job.definition.problem.Problems;
import io.millrace.job.definition.syntax.EnvironmentVariables;
import io.millrace.job.definition.syntax.SqlSplitter;
import io.millrace.job.definition.syntax.SqlStatement;
import io.millrace.job.definition.syntax.Yaml;
import io.millrace.job.definition.syntax.YamlReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * The content of a definitions folder: {@code millrace.yaml}, {@code models/*.sql} and {@code
 * syncs/*.yaml}, in the order of file names.
 *
 * @param project empty if the file is missing or is not YAML
 * @param problems the problems found so far; resolving adds to them
 */
public record Definitions(
        Path folder,
        Optional<ProjectDefinition> project,
        List<SqlStatement> statements,
        List<SyncDefinition> syncs,
        Problems problems) {

    public static final String PROJECT_FILE = "millrace.yaml";

    /** Pattern of sync names. */
    public static final String SYNC_NAME = "[A-Za-z0-9][A-Za-z0-9_-]*";

    /** The environment variable that selects one of the {@code environments}. */
    public static final String ENVIRONMENT = "MILLRACE_ENV";

    private static final String MODELS = "models";
    private static final String SYNCS = "syncs";

    /**
     * Reads all files and reports the problems of all of them.
     *
     * @param env the environment variables for references
     */
    public static Definitions read(Path folder, Map<String, String> env) {
        Problems problems = new Problems();
        if (!Files.isDirectory(folder)) {
            problems.error(new Location(folder.toString(), 0), "", "is not a folder", "");
            return new Definitions(folder, Optional.empty(), List.of(), List.of(), problems);
        }
        Optional<String> chosen = chosen(env);
        return new Reading(folder, new EnvironmentVariables(env, problems), chosen, problems).all();
    }

    /** The selected environment; empty if none is. */
    public static Optional<String> chosen(Map<String, String> env) {
        return Optional.ofNullable(env.get(ENVIRONMENT)).filter(name -> !name.isBlank());
    }

    /**
     * The environments of {@code millrace.yaml}, in the order of the file; empty if it has none.
     */
    public static List<String> environments(Path folder) {
        Problems unused = new Problems();
        try {
            return new YamlReader(PROJECT_FILE, new EnvironmentVariables(Map.of(), unused), unused)
                    .compose(Files.readString(folder.resolve(PROJECT_FILE)))
                    .map(EnvironmentChoice::names)
                    .orElse(List.of());
        } catch (IOException e) {
            return List.of();
        }
    }

    private record Reading(
            Path folder,
            EnvironmentVariables environment,
            Optional<String> chosen,
            Problems problems) {

        Definitions all() {
            List<SqlStatement> statements = new ArrayList<>();
            each(
                    MODELS,
                    List.of(".sql"),
                    (file, content) ->
                            statements.addAll(
                                    new SqlSplitter(file, content, environment, problems).split()));
            List<SyncDefinition> syncs = new ArrayList<>();
            each(
                    SYNCS,
                    List.of(".yaml", ".yml"),
                    (file, content) -> sync(file, content).ifPresent(syncs::add));
            return new Definitions(
                    folder, project(), List.copyOf(statements), List.copyOf(syncs), problems);
        }

        private Optional<ProjectDefinition> project() {
            Path path = folder.resolve(PROJECT_FILE);
            if (!Files.exists(path)) {
                problems.error(
                        new Location(PROJECT_FILE, 0),
                        "",
                        "is missing in " + folder,
                        "It defines the Iterable project to write to");
                return Optional.empty();
            }
            return content(path, PROJECT_FILE)
                    .flatMap(this::projectFields)
                    .map(root -> ProjectDefinition.read(root, PROJECT_FILE, problems));
        }

        private Optional<Yaml.Fields> projectFields(String content) {
            EnvironmentChoice environments =
                    new EnvironmentChoice(PROJECT_FILE, environment, problems);
            return new YamlReader(PROJECT_FILE, environment, problems)
                    .read(content, top -> environments.choose(top, chosen));
        }

        private Optional<SyncDefinition> sync(String file, String content) {
            String name = file.substring(SYNCS.length() + 1, file.lastIndexOf('.'));
            if (!name.matches(SYNC_NAME)) {
                problems.error(
                        new Location(file, 0),
                        "",
                        "the file's name is the sync's name and must be letters, digits, - and _",
                        "Rename the file");
            }
            return new YamlReader(file, environment, problems)
                    .read(content)
                    .map(root -> SyncDefinition.read(name, root, file, problems));
        }

        private void each(String kind, List<String> endings, BiConsumer<String, String> read) {
            int before = problems.all().size();
            List<Path> paths = files(kind, endings);
            if (paths.isEmpty() && problems.all().size() == before) {
                problems.error(
                        new Location(kind, 0),
                        "",
                        "has no " + endings.get(0) + " file",
                        "Every definitions folder needs one");
            }
            for (Path path : paths) {
                String file = kind + "/" + path.getFileName();
                content(path, file).ifPresent(content -> read.accept(file, content));
            }
        }

        private List<Path> files(String kind, List<String> endings) {
            Path inside = folder.resolve(kind);
            if (!Files.isDirectory(inside)) {
                return List.of();
            }
            try (Stream<Path> files = Files.list(inside)) {
                return files.filter(path -> endings.stream().anyMatch(path.toString()::endsWith))
                        .sorted()
                        .toList();
            } catch (IOException e) {
                problems.error(new Location(kind, 0), "", "can't be listed: " + e.getMessage(), "");
                return List.of();
            }
        }

        private Optional<String> content(Path path, String file) {
            try {
                return Optional.of(Files.readString(path));
            } catch (CharacterCodingException e) {
                problems.error(new Location(file, 0), "", "is not UTF-8 text", "Save it as UTF-8");
            } catch (IOException e) {
                problems.error(new Location(file, 0), "", "can't be read: " + e.getMessage(), "");
            }
            return Optional.empty();
        }
    }
}
