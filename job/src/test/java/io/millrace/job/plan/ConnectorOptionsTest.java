/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.snapshot.files.FilesOptions;
import io.millrace.snapshot.files.FilesTableFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.description.Formatter;
import org.apache.flink.configuration.description.HtmlFormatter;
import org.junit.jupiter.api.Test;

/** The manual's tables of the options that a {@code CREATE TABLE} may give. */
final class ConnectorOptionsTest {

    private static final Path README = Path.of("../sql-models/README.md");

    /** With {@code -Dmillrace.docs=write} it writes the table instead. */
    @Test
    void theManualHasTheTableOfTheFilesConnector() throws Exception {
        String written = Files.readString(README);
        String generated =
                insert(
                        written,
                        FilesTableFactory.IDENTIFIER,
                        table(FilesOptions.ALL, new FilesTableFactory().requiredOptions()));
        if (System.getProperty("millrace.docs", "").equals("write")) {
            Files.writeString(README, generated);
        }

        assertThat(Files.readString(README)).isEqualTo(generated);
    }

    private static String table(List<ConfigOption<?>> options, Set<ConfigOption<?>> required) {
        Formatter plain = new HtmlFormatter();
        StringBuilder table =
                new StringBuilder("| Option | Default | Meaning |\n| --- | --- | --- |\n");
        for (ConfigOption<?> option : options) {
            String fallback =
                    required.contains(option)
                            ? "*required*"
                            : option.hasDefaultValue() ? shown(option.defaultValue()) : "";
            table.append(
                    String.format(
                            "| `%s` | %s | %s |\n",
                            option.key(), fallback, plain.format(option.description())));
        }
        return table.toString();
    }

    private static String shown(Object fallback) {
        return fallback.toString().isEmpty() ? "empty" : "`" + fallback + "`";
    }

    private static String insert(String text, String name, String table) {
        Pattern place =
                Pattern.compile(
                        "(<!-- options: " + Pattern.quote(name) + " -->\n).*?(<!-- end -->)",
                        Pattern.DOTALL);
        assertThat(place.matcher(text).find()).as(name).isTrue();
        return place.matcher(text).replaceFirst("$1" + Matcher.quoteReplacement(table) + "$2");
    }
}
