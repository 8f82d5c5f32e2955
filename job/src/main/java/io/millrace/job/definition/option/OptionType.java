/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.definition.option;

import io.millrace.job.definition.problem.Nearest;
import io.millrace.job.definition.problem.Secret;
import io.millrace.job.definition.problem.ValueAt;
import io.millrace.job.definition.syntax.Yaml;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.configuration.MemorySize;

/** The values an option accepts: a description for messages and a reader. */
public final class OptionType<T> {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*([a-z]+)");
    private static final Pattern EVERY = Pattern.compile("every\\s+(.*)");
    private static final Pattern SHARE = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,3})?)\\s*%");
    private static final Map<String, Duration> UNITS =
            Map.ofEntries(
                    Map.entry("ms", Duration.ofMillis(1)),
                    Map.entry("s", Duration.ofSeconds(1)),
                    Map.entry("sec", Duration.ofSeconds(1)),
                    Map.entry("second", Duration.ofSeconds(1)),
                    Map.entry("seconds", Duration.ofSeconds(1)),
                    Map.entry("min", Duration.ofMinutes(1)),
                    Map.entry("minute", Duration.ofMinutes(1)),
                    Map.entry("minutes", Duration.ofMinutes(1)),
                    Map.entry("h", Duration.ofHours(1)),
                    Map.entry("hour", Duration.ofHours(1)),
                    Map.entry("hours", Duration.ofHours(1)),
                    Map.entry("d", Duration.ofDays(1)),
                    Map.entry("day", Duration.ofDays(1)),
                    Map.entry("days", Duration.ofDays(1)));

    /** Reads a value, or throws the reason why it is invalid. */
    @FunctionalInterface
    public interface Reader<T> {
        T read(Yaml value) throws InvalidValueException;
    }

    /** The name of a column of the model. */
    public static final OptionType<String> COLUMN =
            scalar("column", value -> Optional.of(value.text()));

    private final String words;
    private final Reader<T> reader;

    public OptionType(String words, Reader<T> reader) {
        this.words = words;
        this.reader = reader;
    }

    /** Describes the accepted values. */
    public String words() {
        return words;
    }

    public T read(Yaml value) throws InvalidValueException {
        return reader.read(value);
    }

    public static OptionType<String> text() {
        return scalar("text", value -> Optional.of(value.text()));
    }

    /** A text that is never shown. */
    public static OptionType<Secret> secret() {
        return new OptionType<>(
                "secret", value -> new Secret(expectScalar(value, "a text", "").text()));
    }

    public static OptionType<Boolean> flag() {
        Map<String, Boolean> values = Map.of("true", true, "false", false);
        return scalar("`true` or `false`", value -> Optional.ofNullable(values.get(value.text())));
    }

    public static OptionType<Integer> integer(int least, int most) {
        String words = String.format(Locale.ROOT, "whole number, %,d to %,d", least, most);
        return scalar(
                words,
                value -> {
                    return Optional.of(value.text())
                            .filter(text -> text.matches("\\d{1,9}"))
                            .map(Integer::valueOf)
                            .filter(number -> number >= least && number <= most);
                });
    }

    public static <E extends Enum<E>> OptionType<E> choice(
            Class<E> type, Function<E, String> spelling) {
        return choice(List.of(type.getEnumConstants()), spelling);
    }

    /** Some constants of an enum, in lower case with hyphens. */
    public static <E extends Enum<E>> OptionType<E> oneOf(List<E> choices) {
        return choice(choices, e -> e.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    private static <E extends Enum<E>> OptionType<E> choice(
            List<E> choices, Function<E, String> spelling) {
        Map<String, E> values = new LinkedHashMap<>();
        choices.forEach(e -> values.put(spelling.apply(e), e));
        String words =
                values.keySet().stream()
                        .map(name -> "`" + name + "`")
                        .collect(Collectors.joining(" or "));
        return new OptionType<>(
                words,
                value -> {
                    String expected = plain(words);
                    Yaml.Scalar scalar = expectScalar(value, expected, "");
                    E chosen = values.get(scalar.text());
                    if (chosen == null) {
                        String fix =
                                scalar.isReference()
                                        ? ""
                                        : Nearest.question(scalar.text(), values.keySet(), "");
                        throw mismatch(value, expected, fix);
                    }
                    return chosen;
                });
    }

    public static OptionType<Duration> duration() {
        return scalar("time, such as `10 s` or `5 min`", value -> duration(value.text()));
    }

    public static OptionType<Duration> duration(Duration most) {
        return scalar(
                "time, such as `10 s` or `5 min`, up to " + text(most),
                value -> duration(value.text()).filter(given -> given.compareTo(most) <= 0));
    }

    /** The duration as written in a file, in the largest unit that divides it. */
    public static String text(Duration duration) {
        return Stream.of("day", "h", "min", "s")
                .filter(unit -> duration.toMillis() % UNITS.get(unit).toMillis() == 0)
                .findFirst()
                .map(unit -> duration.dividedBy(UNITS.get(unit)) + " " + unit)
                .orElseGet(() -> duration.toMillis() + " ms");
    }

    /** "every 15 min": the interval. */
    public static OptionType<Duration> schedule() {
        return new OptionType<>(
                "`every <n> s`, `min`, `h` or `day`",
                value -> {
                    String expected = "'every <n> <s, min, h or day>', such as 'every 15 min'";
                    Yaml.Scalar scalar = expectScalar(value, expected, "");
                    Matcher matcher = EVERY.matcher(scalar.text().trim().toLowerCase(Locale.ROOT));
                    Optional<Duration> interval =
                            matcher.matches() ? duration(matcher.group(1)) : Optional.empty();
                    if (interval.isEmpty()) {
                        boolean cron = scalar.text().trim().split("\\s+").length >= 5;
                        throw mismatch(
                                value, expected, cron ? "Cron expressions are not supported" : "");
                    }
                    if (interval.get().compareTo(Duration.ofSeconds(1)) < 0) {
                        throw mismatch(value, expected, "The shortest interval is 1 s");
                    }
                    return interval.get();
                });
    }

    public static OptionType<Double> share() {
        return scalar(
                "share, `0%` to `100%`",
                value -> {
                    return Optional.of(SHARE.matcher(value.text().trim()))
                            .filter(Matcher::matches)
                            .map(matcher -> Double.parseDouble(matcher.group(1)) / 100)
                            .filter(share -> share <= 1);
                });
    }

    public static OptionType<MemorySize> size(MemorySize least) {
        return scalar(
                "size, such as `4 mb`, of at least `" + least + "`",
                value -> {
                    try {
                        MemorySize size = MemorySize.parse(value.text());
                        return Optional.of(size).filter(given -> given.compareTo(least) >= 0);
                    } catch (IllegalArgumentException e) {
                        return Optional.empty();
                    }
                });
    }

    /** {@code US}, {@code EU} or a URL. */
    public static OptionType<URI> iterableUrl() {
        Map<String, URI> regions =
                Map.of(
                        "US", URI.create("https://api.iterable.com"),
                        "EU", URI.create("https://api.eu.iterable.com"));
        return scalar(
                "`US`, `EU` or a http(s) URL",
                value -> {
                    String text = value.text().trim();
                    return Optional.ofNullable(regions.get(text)).or(() -> httpUrl(text));
                });
    }

    public static OptionType<List<ValueAt<String>>> names() {
        return new OptionType<>(
                "column or list of columns",
                value -> {
                    List<Yaml> items =
                            value instanceof Yaml.Items list ? list.items() : List.of(value);
                    List<ValueAt<String>> names = new ArrayList<>();
                    for (Yaml item : items) {
                        Yaml.Scalar scalar =
                                expectScalar(item, "a column or a list of columns", "");
                        names.add(new ValueAt<>(scalar.text(), scalar.at()));
                    }
                    if (names.isEmpty()) {
                        throw mismatch(value, "a column or a list of columns", "Name at least one");
                    }
                    return List.copyOf(names);
                });
    }

    public static OptionType<Yaml.Fields> fields(String words) {
        return new OptionType<>(
                words,
                value -> {
                    if (value instanceof Yaml.Fields fields) {
                        return fields;
                    }
                    throw mismatch(value, plain(words), "");
                });
    }

    private static <T> OptionType<T> scalar(
            String words, Function<Yaml.Scalar, Optional<T>> parse) {
        return new OptionType<>(
                words,
                value -> {
                    Optional<T> parsed = parse.apply(expectScalar(value, plain(words), ""));
                    if (parsed.isEmpty()) {
                        throw mismatch(value, plain(words), "");
                    }
                    return parsed.get();
                });
    }

    private static Yaml.Scalar expectScalar(Yaml value, String expected, String fix)
            throws InvalidValueException {
        if (value instanceof Yaml.Scalar scalar && scalar.kind() != Yaml.Kind.NOTHING) {
            return scalar;
        }
        throw mismatch(value, expected, fix);
    }

    private static InvalidValueException mismatch(Yaml value, String expected, String fix) {
        return new InvalidValueException(
                value.at(), "must be " + expected + ", is " + value.words(), fix);
    }

    private static String plain(String words) {
        return words.replace("`", "'");
    }

    private static Optional<Duration> duration(String text) {
        return Optional.of(DURATION.matcher(text.trim().toLowerCase(Locale.ROOT)))
                .filter(matcher -> matcher.matches() && UNITS.containsKey(matcher.group(2)))
                .map(
                        matcher ->
                                UNITS.get(matcher.group(2))
                                        .multipliedBy(Long.parseLong(matcher.group(1))))
                .filter(duration -> !duration.isZero());
    }

    private static Optional<URI> httpUrl(String text) {
        if (!text.matches("https?://[^\\s/?#]+[^\\s?#]*")) {
            return Optional.empty();
        }
        try {
            return Optional.of(URI.create(text.replaceAll("/+$", "")));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
