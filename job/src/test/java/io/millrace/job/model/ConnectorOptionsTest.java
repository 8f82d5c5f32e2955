/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.snapshot.files.FilesOptions;
import io.millrace.snapshot.files.FilesTableFactory;
import io.millrace.snapshot.warehouse.WarehouseOptions;
import io.millrace.snapshot.warehouse.WarehouseTableFactory;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
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

    private static final Path SOURCES = Path.of("../sql-models/docs/sources.md");

    /** With {@code -Dmillrace.docs=write} it writes the tables instead. */
    @Test
    void theManualHasTheTablesOfTheConnectors() throws Exception {
        String written = Files.readString(SOURCES);
        String generated =
                insert(
                        written,
                        FilesTableFactory.IDENTIFIER,
                        table(FilesOptions.ALL, new FilesTableFactory().requiredOptions()));
        generated =
                insert(
                        generated,
                        WarehouseTableFactory.IDENTIFIER,
                        table(
                                optionsOf(WarehouseOptions.class),
                                new WarehouseTableFactory().requiredOptions()));
        if (System.getProperty("millrace.docs", "").equals("write")) {
            Files.writeString(SOURCES, generated);
        }

        assertThat(Files.readString(SOURCES)).isEqualTo(generated);
    }

    @Test
    void everyOptionOfAWarehouseTableIsInItsTable() {
        WarehouseTableFactory factory = new WarehouseTableFactory();
        Set<ConfigOption<?>> taken = new HashSet<>(factory.requiredOptions());
        taken.addAll(factory.optionalOptions());

        assertThat(optionsOf(WarehouseOptions.class)).containsExactlyInAnyOrderElementsOf(taken);
    }

    /** The options that a class declares, in the order of their declaration. */
    private static List<ConfigOption<?>> optionsOf(Class<?> options) {
        List<ConfigOption<?>> declared = new ArrayList<>();
        for (Field field : options.getFields()) {
            if (field.getType() == ConfigOption.class) {
                try {
                    declared.add((ConfigOption<?>) field.get(null));
                } catch (IllegalAccessException e) {
                    throw new IllegalStateException("getFields gives public fields only", e);
                }
            }
        }
        return declared;
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
        String text = fallback instanceof Duration time ? time.toSeconds() + " s" : "" + fallback;
        return text.isEmpty() ? "empty" : "`" + text + "`";
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
