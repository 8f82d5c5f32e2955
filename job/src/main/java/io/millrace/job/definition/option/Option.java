/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.definition.option;

import java.util.List;
import java.util.Optional;

/**
 * One key of a file. Reading, checking and documentation all use this declaration.
 *
 * @param key nested keys separated by dots, such as {@code iterable.api-key}
 * @param fallback the default, written as in the file; an empty text is no default
 * @param required whether the key must be present
 * @param sentence the meaning in one sentence
 */
public record Option<T>(
        String key,
        OptionType<T> type,
        Optional<String> fallback,
        boolean required,
        String sentence) {

    public static <T> Option<T> required(String key, OptionType<T> type, String sentence) {
        return new Option<>(key, type, Optional.empty(), true, sentence);
    }

    public static <T> Option<T> optional(String key, OptionType<T> type, String sentence) {
        return new Option<>(key, type, Optional.empty(), false, sentence);
    }

    public static <T> Option<T> of(
            String key, OptionType<T> type, String fallback, String sentence) {
        return new Option<>(key, type, Optional.of(fallback), false, sentence);
    }

    /** Returns the options as a Markdown table. */
    public static String table(List<Option<?>> options) {
        StringBuilder table =
                new StringBuilder(
                        "| Key | Value | Default | Meaning |\n| --- | --- | --- | --- |\n");
        for (Option<?> option : options) {
            String fallback =
                    option.required
                            ? "*required*"
                            : option.fallback
                                    .filter(text -> !text.isEmpty())
                                    .map(text -> "`" + text + "`")
                                    .orElse("");
            table.append(
                    String.format(
                            "| `%s` | %s | %s | %s |\n",
                            option.key, option.type.words(), fallback, option.sentence));
        }
        return table.toString();
    }
}
