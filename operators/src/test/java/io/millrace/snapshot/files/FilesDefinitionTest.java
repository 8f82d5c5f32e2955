/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.RowType;
import org.junit.jupiter.api.Test;

class FilesDefinitionTest {

    private static List<String> problems(DataType column, String... options) {
        Map<String, String> given = new HashMap<>(Map.of("path", "/in", "format", "csv"));
        for (int index = 0; index < options.length; index += 2) {
            given.put(options[index], options[index + 1]);
        }
        RowType columns = (RowType) DataTypes.ROW(DataTypes.FIELD("c", column)).getLogicalType();
        return FilesDefinition.problems(given, columns).stream()
                .map(FilesProblem::message)
                .toList();
    }

    private static List<String> problems(String... options) {
        return problems(DataTypes.STRING(), options);
    }

    @Test
    void aCorrectDefinitionHasNoProblem() {
        assertThat(problems()).isEmpty();
        assertThat(problems("csv.delimiter", "\\t", "csv.quote", "", "files", "newest")).isEmpty();
        assertThat(problems("format", "json", "json.missing-field", "refuse")).isEmpty();
    }

    @Test
    void allProblemsAreReportedTogether() {
        assertThat(
                        problems(
                                "path",
                                "/in/{a",
                                "csv.delimiter",
                                ";;",
                                "csv.quote",
                                "''",
                                "csv.charset",
                                "utf-9",
                                "zip.entries",
                                "a}",
                                "files",
                                "last"))
                .hasSize(6)
                .anyMatch(message -> message.startsWith("'files' has a value of the wrong form"))
                .contains(
                        "'path' has a brace on its own, in /in/{a",
                        "'csv.delimiter' must be one character",
                        "'csv.quote' must be one character, or empty for none",
                        "'csv.charset' names no character set known here: utf-9",
                        "'zip.entries' has a brace on its own");
        assertThat(problems("path", " "))
                .containsExactly("'path' is missing: give a file, a folder or a pattern");
        assertThat(problems("csv.quote", ","))
                .containsExactly("'csv.quote' is the same as 'csv.delimiter'");
    }

    @Test
    void anOptionOfAnotherFormatIsAProblem() {
        assertThat(problems("format", "json", "csv.header", "false"))
                .containsExactly("'csv.header' has no effect with 'format' = 'json': remove it");
    }

    @Test
    void compressionIsAProblemWithParquet() {
        assertThat(problems("format", "parquet")).isEmpty();
        assertThat(problems("format", "parquet", "compression", "gzip"))
                .containsExactly("'compression' has no effect on Parquet, which compresses itself");
    }

    @Test
    void bytesCannotBeRead() {
        assertThat(problems(DataTypes.ARRAY(DataTypes.BYTES())))
                .singleElement()
                .asString()
                .startsWith("column 'c' is declared ARRAY<BYTES>");
    }

    @Test
    void defaultsArePinned() {
        Map<String, String> defaults = new TreeMap<>();
        for (ConfigOption<?> option : FilesOptions.ALL) {
            if (option.hasDefaultValue()) {
                defaults.put(option.key(), String.valueOf(option.defaultValue()));
            }
        }

        assertThat(defaults)
                .isEqualTo(
                        Map.ofEntries(
                                Map.entry("files", "all"),
                                Map.entry("newest-by", "modification-time"),
                                Map.entry("compression", "auto"),
                                Map.entry("zip.entries", "**"),
                                Map.entry("csv.header", "true"),
                                Map.entry("csv.delimiter", ","),
                                Map.entry("csv.quote", "\""),
                                Map.entry("csv.null-literal", ""),
                                Map.entry("csv.null-when-quoted", "false"),
                                Map.entry("csv.charset", "UTF-8"),
                                Map.entry("json.missing-field", "null")));
    }

    @Test
    void everyOptionIsInTheTableOfTheManual() throws Exception {
        long declared =
                Arrays.stream(FilesOptions.class.getFields())
                        .filter(field -> field.getType() == ConfigOption.class)
                        .count();

        assertThat(FilesOptions.ALL).hasSize((int) declared).doesNotHaveDuplicates();
    }
}
