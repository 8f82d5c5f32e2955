/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.definition;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.flink.configuration.MemorySize;

/** What values an option takes, in words for people and as a reader for us. */
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

    /** Reads a value or says why it can't. */
    @FunctionalInterface
    interface Reader<T> {
        T read(Yaml value) throws InvalidValueException;
    }

    private final String words;
    private final Reader<T> reader;

    OptionType(String words, Reader<T> reader) {
        this.words = words;
        this.reader = reader;
    }

    /** What values it takes, in words. */
    public String words() {
        return words;
    }

    T read(Yaml value) throws InvalidValueException {
        return reader.read(value);
    }

    static OptionType<String> text() {
        return scalar("text", Yaml.Scalar::text);
    }

    /** A secret; written out in the file it is hidden in every text from here on. */
    static OptionType<Secret> secret() {
        return new OptionType<>(
                "secret", value -> new Secret(expectScalar(value, "a text", "").text()));
    }

    static OptionType<Boolean> flag() {
        Map<String, Boolean> values = Map.of("true", true, "false", false);
        return scalar("`true` or `false`", value -> values.get(value.text()));
    }

    static OptionType<Integer> integer(int least, int most) {
        String words = String.format(Locale.ROOT, "whole number, %,d to %,d", least, most);
        return scalar(
                words,
                value -> {
                    if (!value.text().matches("\\d{1,9}")) {
                        return null;
                    }
                    int number = Integer.parseInt(value.text());
                    return number >= least && number <= most ? number : null;
                });
    }

    static <E extends Enum<E>> OptionType<E> choice(Class<E> type, Function<E, String> spelling) {
        Map<String, E> values = new LinkedHashMap<>();
        Arrays.stream(type.getEnumConstants()).forEach(e -> values.put(spelling.apply(e), e));
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

    static OptionType<Duration> duration() {
        return scalar("time, such as `10 s` or `5 min`", value -> duration(value.text()));
    }

    /** "every 15 min": the interval. */
    static OptionType<Duration> schedule() {
        return new OptionType<>(
                "`every <n> s`, `min`, `h` or `day`",
                value -> {
                    String expected = "'every <n> <s, min, h or day>', such as 'every 15 min'";
                    Yaml.Scalar scalar = expectScalar(value, expected, "");
                    Matcher matcher = EVERY.matcher(scalar.text().trim().toLowerCase(Locale.ROOT));
                    Duration interval = matcher.matches() ? duration(matcher.group(1)) : null;
                    if (interval == null) {
                        boolean cron = scalar.text().trim().split("\\s+").length >= 5;
                        throw mismatch(
                                value, expected, cron ? "Cron expressions are not supported" : "");
                    }
                    if (interval.compareTo(Duration.ofSeconds(1)) < 0) {
                        throw mismatch(value, expected, "The shortest interval is 1 s");
                    }
                    return interval;
                });
    }

    static OptionType<Double> share() {
        return scalar(
                "share, `0%` to `100%`",
                value -> {
                    Matcher matcher = SHARE.matcher(value.text().trim());
                    double share =
                            matcher.matches() ? Double.parseDouble(matcher.group(1)) / 100 : 2;
                    return share <= 1 ? share : null;
                });
    }

    static OptionType<MemorySize> size() {
        return scalar(
                "size, such as `4 mb`",
                value -> {
                    try {
                        MemorySize size = MemorySize.parse(value.text());
                        return size.getBytes() > 0 ? size : null;
                    } catch (IllegalArgumentException e) {
                        return null;
                    }
                });
    }

    /** {@code US}, {@code EU} or a URL. */
    static OptionType<URI> iterableUrl() {
        Map<String, URI> regions =
                Map.of(
                        "US", URI.create("https://api.iterable.com"),
                        "EU", URI.create("https://api.eu.iterable.com"));
        return scalar(
                "`US`, `EU` or a http(s) URL",
                value -> {
                    String text = value.text().trim();
                    return regions.containsKey(text) ? regions.get(text) : httpUrl(text);
                });
    }

    static OptionType<List<Located<String>>> names() {
        return new OptionType<>(
                "column or list of columns",
                value -> {
                    List<Yaml> items =
                            value instanceof Yaml.Items list ? list.items() : List.of(value);
                    List<Located<String>> names = new ArrayList<>();
                    for (Yaml item : items) {
                        Yaml.Scalar scalar =
                                expectScalar(item, "a column or a list of columns", "");
                        names.add(new Located<>(scalar.text(), scalar.at()));
                    }
                    if (names.isEmpty()) {
                        throw mismatch(value, "a column or a list of columns", "Name at least one");
                    }
                    return List.copyOf(names);
                });
    }

    static OptionType<Yaml.Fields> fields(String words) {
        return new OptionType<>(
                words,
                value -> {
                    if (value instanceof Yaml.Fields fields) {
                        return fields;
                    }
                    throw mismatch(value, plain(words), "");
                });
    }

    private static <T> OptionType<T> scalar(String words, Function<Yaml.Scalar, T> parse) {
        return new OptionType<>(
                words,
                value -> {
                    T parsed = parse.apply(expectScalar(value, plain(words), ""));
                    if (parsed == null) {
                        throw mismatch(value, plain(words), "");
                    }
                    return parsed;
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

    private static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text.trim().toLowerCase(Locale.ROOT));
        if (!matcher.matches() || !UNITS.containsKey(matcher.group(2))) {
            return null;
        }
        Duration duration =
                UNITS.get(matcher.group(2)).multipliedBy(Long.parseLong(matcher.group(1)));
        return duration.isZero() ? null : duration;
    }

    private static URI httpUrl(String text) {
        if (!text.matches("https?://[^\\s/?#]+[^\\s?#]*")) {
            return null;
        }
        try {
            return URI.create(text.replaceAll("/+$", ""));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
