/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.sandbox.project.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReadmeITCase {

    private static final Pattern EXAMPLE =
            Pattern.compile("```http\n(\\w+) (\\S+)\n(.*\n)?\n(\\d+)\n(.*)\n```");
    private static final Pattern CONTROL = Pattern.compile("`(\\w+) (/_sandbox/\\w+)[?`]");
    private static final Pattern TYPE = Pattern.compile("`([A-Z][a-z]\\w+)");

    @Test
    void everyExampleIsAnsweredAsWritten() throws IOException {
        try (Sandbox sandbox = Sandbox.start(SandboxOptions.published())) {
            List<MatchResult> examples = EXAMPLE.matcher(readme()).results().toList();
            assertThat(examples).hasSize(6);
            for (MatchResult example : examples) {
                String body = example.group(3) == null ? "" : example.group(3).strip();
                Caller.Reply reply =
                        Caller.of(sandbox).send(example.group(1), example.group(2), body);

                assertThat(reply.status()).isEqualTo(Integer.parseInt(example.group(4)));
                assertContains(
                        reply.json(), Json.read(example.group(5).getBytes(StandardCharsets.UTF_8)));
            }
        }
    }

    @Test
    void everyControlItNamesIsThere() throws IOException {
        try (Sandbox sandbox = Sandbox.start(SandboxOptions.unthrottled())) {
            List<MatchResult> controls = CONTROL.matcher(readme()).results().toList();
            assertThat(controls).hasSizeGreaterThan(15);
            for (MatchResult control : controls) {
                assertThat(
                                Caller.of(sandbox)
                                        .send(control.group(1), control.group(2), "{}")
                                        .status())
                        .as(control.group())
                        .isNotEqualTo(404);
            }
        }
    }

    @Test
    void everyTypeItNamesExists() throws IOException {
        Set<String> named =
                TYPE.matcher(readme())
                        .results()
                        .map(match -> match.group(1))
                        .filter(name -> !name.equals("Api"))
                        .collect(Collectors.toSet());
        try (Stream<Path> sources = Files.walk(Path.of("src"))) {
            assertThat(sources.map(source -> source.getFileName().toString()))
                    .containsAll(named.stream().map(name -> name + ".java").toList());
        }
        assertThat(named).isNotEmpty();
    }

    private static String readme() throws IOException {
        return Files.readString(Path.of("README.md"));
    }

    /** What is written is there; more may be. */
    private static void assertContains(JsonNode actual, JsonNode written) {
        if (written.isObject()) {
            for (Map.Entry<String, JsonNode> field : written.properties()) {
                assertContains(actual.path(field.getKey()), field.getValue());
            }
        } else if (written.isArray()) {
            assertThat(actual).hasSameSizeAs(written);
            for (int i = 0; i < written.size(); i++) {
                assertContains(actual.get(i), written.get(i));
            }
        } else {
            assertThat(actual).isEqualTo(written);
        }
    }
}
