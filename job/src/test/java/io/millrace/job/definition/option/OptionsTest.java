/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.definition.option;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.definition.problem.Location;
import io.millrace.job.definition.problem.Problems;
import io.millrace.job.definition.syntax.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class OptionsTest {

    private static final Path MANUAL = Path.of("../sql-models/docs");

    @Test
    void everyKeyIsDeclaredOnce() {
        assertThat(ProjectOptions.ALL).extracting(Option::key).doesNotHaveDuplicates();
        for (SyncType type : SyncType.values()) {
            assertThat(keysOf(type)).extracting(Option::key).doesNotHaveDuplicates();
        }
    }

    @Test
    void everyOptionIsExplainedInOneSentence() {
        assertThat(ProjectOptions.ALL).extracting(Option::sentence).allMatch(s -> s.endsWith("."));
        for (SyncType type : SyncType.values()) {
            assertThat(keysOf(type)).extracting(Option::sentence).allMatch(s -> s.endsWith("."));
        }
    }

    @Test
    void defaultsOfTheProjectArePinned() {
        assertThat(defaults(ProjectOptions.ALL))
                .isEqualTo(
                        Map.ofEntries(
                                Map.entry("new-fields", "create"),
                                Map.entry("iterable.base-url", "US"),
                                Map.entry("iterable.requests-in-flight", "10"),
                                Map.entry("iterable.batch-rows", "1000"),
                                Map.entry("iterable.batch-bytes", "3800 kb"),
                                Map.entry("iterable.request-timeout", "30 s"),
                                Map.entry("iterable.backlog-limit", "10000000"),
                                Map.entry("iterable.visibility-delay", "75 s"),
                                Map.entry("iterable.retry-min", "10 min"),
                                Map.entry("iterable.retry-max", "1 day"),
                                Map.entry("iterable.quarantine-after", "10"),
                                Map.entry("state", "state"),
                                Map.entry("parallelism", "1"),
                                Map.entry("checkpoint-interval", "10 s")));
    }

    @Test
    void defaultsOfEverySyncArePinned() {
        assertThat(defaults(SyncOptions.COMMON)).isEqualTo(Map.of("enabled", "true"));
    }

    @Test
    void defaultsOfEachTypeArePinned() {
        Map<SyncType, Map<String, String>> pinned = new EnumMap<>(SyncType.class);
        for (SyncType type : SyncType.values()) {
            pinned.put(type, defaults(type.options()));
        }

        assertThat(pinned)
                .isEqualTo(
                        Map.ofEntries(
                                Map.entry(
                                        SyncType.USERS,
                                        Map.of(
                                                "mode", "upsert",
                                                "nulls", "send",
                                                "merge-nested-objects", "false",
                                                "prefer-user-id", "false",
                                                "on-removal", "nothing")),
                                Map.entry(SyncType.EVENTS, Map.of()),
                                Map.entry(SyncType.PURCHASES, Map.of("prefer-user-id", "false")),
                                Map.entry(
                                        SyncType.CARTS,
                                        Map.of("prefer-user-id", "false", "on-removal", "nothing")),
                                Map.entry(
                                        SyncType.CATALOG,
                                        Map.of(
                                                "mode", "replace",
                                                "item-ids", "strict",
                                                "nulls", "omit",
                                                "on-removal", "nothing",
                                                "create-catalog", "false")),
                                Map.entry(
                                        SyncType.LISTS,
                                        Map.of(
                                                "nulls", "send",
                                                "merge-nested-objects", "false",
                                                "prefer-user-id", "false",
                                                "existing-users-only", "false")),
                                Map.entry(
                                        SyncType.SUBSCRIPTIONS,
                                        Map.of("validate-channels", "true")),
                                Map.entry(SyncType.EMAIL_CHANGES, Map.of()),
                                Map.entry(SyncType.USER_ID_CHANGES, Map.of()),
                                Map.entry(SyncType.MERGES, Map.of()),
                                Map.entry(SyncType.DELETE, Map.of()),
                                Map.entry(SyncType.FORGET, Map.of()),
                                Map.entry(SyncType.UNFORGET, Map.of()),
                                Map.entry(SyncType.TRIGGERS, Map.of("allow-repeats", "true")),
                                Map.entry(
                                        SyncType.DEVICE_TOKENS,
                                        Map.of("prefer-user-id", "false"))));
    }

    @Test
    void everyDefaultIsAValueItsOptionTakes() {
        Problems problems = new Problems();
        Location top = new Location("file", 0);
        Yaml.Fields nothing = new Yaml.Fields(List.of(), top);
        Settings project = new Settings(nothing, ProjectOptions.ALL, top, problems);

        ProjectOptions.ALL.stream().filter(o -> !o.required()).forEach(project::get);
        for (SyncType type : SyncType.values()) {
            Settings sync = new Settings(nothing, keysOf(type), top, problems);
            keysOf(type).stream().filter(o -> !o.required()).forEach(sync::get);
        }

        assertThat(problems.all()).isEmpty();
    }

    /** With {@code -Dmillrace.docs=write} it writes the tables instead. */
    @Test
    void theManualHasTheTablesOfAllOptions() throws Exception {
        assertTable("millrace-yaml.md", "millrace.yaml", Option.table(ProjectOptions.ALL));
        assertTable("syncs.md", "syncs", Option.table(SyncOptions.COMMON));
        for (SyncType type : SyncType.values()) {
            String page = "types/" + type.spelling() + ".md";
            assertTable(page, type.spelling(), Option.table(type.options()));
        }
    }

    private static void assertTable(String page, String name, String table) throws IOException {
        Path document = MANUAL.resolve(page);
        String written = Files.readString(document);
        String generated = insert(written, name, table);
        if (System.getProperty("millrace.docs", "").equals("write")) {
            Files.writeString(document, generated);
        }

        assertThat(Files.readString(document)).isEqualTo(generated);
    }

    private static String insert(String text, String name, String table) {
        Pattern place =
                Pattern.compile(
                        "(<!-- options: " + Pattern.quote(name) + " -->\n).*?(<!-- end -->)",
                        Pattern.DOTALL);
        assertThat(place.matcher(text).find()).as(name).isTrue();
        return place.matcher(text).replaceFirst("$1" + Matcher.quoteReplacement(table) + "$2");
    }

    private static List<Option<?>> keysOf(SyncType type) {
        List<Option<?>> keys = new ArrayList<>(SyncOptions.COMMON);
        keys.addAll(type.options());
        return keys;
    }

    private static Map<String, String> defaults(List<Option<?>> options) {
        Map<String, String> defaults = new TreeMap<>();
        options.forEach(
                option -> option.fallback().ifPresent(text -> defaults.put(option.key(), text)));
        return defaults;
    }
}
