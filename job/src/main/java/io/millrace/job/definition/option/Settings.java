/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.definition.option;

import io.millrace.job.definition.problem.Location;
import io.millrace.job.definition.problem.Nearest;
import io.millrace.job.definition.problem.Problems;
import io.millrace.job.definition.problem.ValueAt;
import io.millrace.job.definition.syntax.Yaml;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** The values of one file by option. The constructor reports unknown keys. */
public final class Settings {

    private final Map<String, Yaml> values = new HashMap<>();
    private final List<Option<?>> options;
    private final Predicate<String> ignoredKeys;
    private final Location top;
    private final Problems problems;

    public Settings(Yaml.Fields root, List<Option<?>> options, Location top, Problems problems) {
        this(root, options, path -> false, top, problems);
    }

    /**
     * @param ignoredKeys unknown keys that are not reported
     */
    public Settings(
            Yaml.Fields root,
            List<Option<?>> options,
            Predicate<String> ignoredKeys,
            Location top,
            Problems problems) {
        this.options = List.copyOf(options);
        this.ignoredKeys = ignoredKeys;
        this.top = top;
        this.problems = problems;
        collect(root, "", options);
    }

    /** Reads all options, which reports every missing or invalid value. */
    public void readAll() {
        options.forEach(this::get);
    }

    /** All options of the file. */
    public List<Option<?>> options() {
        return options;
    }

    private void collect(Yaml.Fields fields, String prefix, List<Option<?>> options) {
        for (Yaml.Field field : fields.fields()) {
            String path = prefix + field.name();
            if (options.stream().anyMatch(option -> option.key().equals(path))) {
                values.put(path, field.value());
            } else if (options.stream().noneMatch(option -> option.key().startsWith(path + "."))) {
                unknown(field, path, prefix, options);
            } else if (field.value() instanceof Yaml.Fields group) {
                collect(group, path + ".", options);
            } else {
                problems.error(
                        field.value().at(),
                        path,
                        "must be a group of keys, is " + field.value().words(),
                        "It takes " + String.join(", ", names(path + ".", options)));
            }
        }
    }

    private void unknown(Yaml.Field field, String path, String prefix, List<Option<?>> options) {
        if (ignoredKeys.test(path)) {
            return;
        }
        Set<String> names = names(prefix, options);
        Set<String> others = SyncType.taking(path);
        if (options.contains(SyncOptions.TYPE) && !others.isEmpty()) {
            problems.error(
                    field.at(),
                    path,
                    "does not belong to this type; it is for " + String.join(", ", others),
                    "Remove it, or change the type");
            return;
        }
        problems.error(
                field.at(),
                path,
                "is not a known key",
                Nearest.question(field.name(), names, "Known are " + String.join(", ", names)));
    }

    /** The key names that can follow the prefix. */
    private static Set<String> names(String prefix, List<Option<?>> options) {
        Set<String> names = new TreeSet<>();
        for (Option<?> option : options) {
            if (option.key().startsWith(prefix)) {
                names.add(option.key().substring(prefix.length()).split("\\.", 2)[0]);
            }
        }
        return names;
    }

    public boolean isGiven(Option<?> option) {
        return values.containsKey(option.key());
    }

    /** The YAML value; empty if the option is not given. */
    public Optional<Yaml> written(Option<?> option) {
        return Optional.ofNullable(values.get(option.key()));
    }

    /** The position of the option; the file if it is not given. */
    public Location at(Option<?> option) {
        return written(option).map(Yaml::at).orElse(top);
    }

    /**
     * The option's value or its default. Empty if there is neither or the value is invalid. Reports
     * an invalid value and a missing required one.
     */
    public <T> Optional<ValueAt<T>> get(Option<T> option) {
        Yaml value = values.get(option.key());
        if (value == null && option.required()) {
            problems.error(
                    top,
                    option.key(),
                    "is missing",
                    "Value: " + option.type().words().replace("`", "'"));
        }
        Optional<Yaml> source =
                Optional.ofNullable(value)
                        .or(
                                () ->
                                        option.fallback()
                                                .filter(text -> !text.isEmpty())
                                                .map(
                                                        text ->
                                                                new Yaml.Scalar(
                                                                        text,
                                                                        text,
                                                                        Yaml.Kind.TEXT,
                                                                        top)));
        return source.flatMap(yaml -> read(option, yaml));
    }

    /** As {@link #get}, for options with a default, which replaces an invalid value. */
    public <T> T valueOf(Option<T> option) {
        return get(option)
                .or(() -> read(option, fallback(option)))
                .map(ValueAt::value)
                .orElseThrow(() -> new IllegalStateException("bad default of " + option.key()));
    }

    /** The given value as text; empty if it equals the default or is invalid. */
    public <T> Optional<String> otherThanDefault(Option<T> option) {
        Optional<T> fallback =
                option.fallback()
                        .filter(text -> !text.isEmpty())
                        .flatMap(text -> read(option, fallback(option)))
                        .map(ValueAt::value);
        return isGiven(option)
                ? get(option)
                        .map(ValueAt::value)
                        .filter(value -> !Optional.of(value).equals(fallback))
                        .map(Object::toString)
                : Optional.empty();
    }

    private Yaml fallback(Option<?> option) {
        String text = option.fallback().orElse("");
        return new Yaml.Scalar(text, text, Yaml.Kind.TEXT, top);
    }

    private <T> Optional<ValueAt<T>> read(Option<T> option, Yaml value) {
        try {
            return Optional.of(new ValueAt<>(option.type().read(value), value.at()));
        } catch (InvalidValueException e) {
            problems.error(e.at(), option.key(), e.getMessage(), e.fix());
            return Optional.empty();
        }
    }
}
