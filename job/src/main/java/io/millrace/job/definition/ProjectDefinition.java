/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.definition;

import io.millrace.iterable.NewFieldPolicy;
import io.millrace.job.definition.option.Option;
import io.millrace.job.definition.option.OptionType;
import io.millrace.job.definition.option.ProjectOptions;
import io.millrace.job.definition.option.ProjectType;
import io.millrace.job.definition.option.Settings;
import io.millrace.job.definition.problem.Location;
import io.millrace.job.definition.problem.Problems;
import io.millrace.job.definition.problem.Secret;
import io.millrace.job.definition.problem.ValueAt;
import io.millrace.job.definition.syntax.Yaml;
import io.millrace.outbox.OutboxSettings;
import io.millrace.retry.BackOff;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.flink.configuration.MemorySize;

/**
 * The content of {@code millrace.yaml}. A required value that is empty has been reported.
 *
 * @param localOnlyKeys the given keys that have no effect on a cluster, which has its own
 *     configuration
 */
public record ProjectDefinition(
        Iterable iterable,
        Ledger ledger,
        ValueAt<String> state,
        int parallelism,
        Duration checkpointInterval,
        List<ValueAt<String>> localOnlyKeys) {

    private static final List<Option<?>> LOCAL_ONLY =
            List.of(
                    ProjectOptions.STATE,
                    ProjectOptions.PARALLELISM,
                    ProjectOptions.CHECKPOINT_INTERVAL);

    /** The Iterable project and the limits for calls. */
    public record Iterable(
            ValueAt<URI> baseUrl,
            Optional<ValueAt<Secret>> apiKey,
            Optional<ValueAt<Secret>> mobileApiKey,
            Optional<ValueAt<ProjectType>> type,
            Pace pace,
            OutboxSettings.Retries retries,
            ValueAt<NewFieldPolicy> newFields) {}

    /**
     * Rate and size of requests.
     *
     * @param requestsPerSecond to one endpoint; empty for the rate Iterable publishes
     * @param requestsPerDay to an endpoint with a daily quota; empty for the quota Iterable
     *     publishes
     * @param backlogLimit pending operations of a subtask above which its input waits
     */
    public record Pace(
            Optional<Integer> requestsPerSecond,
            Optional<Integer> requestsPerDay,
            int requestsInFlight,
            int batchRows,
            MemorySize batchBytes,
            Duration requestTimeout,
            int backlogLimit) {}

    /** Where runs and rows are recorded. */
    public record Ledger(Optional<String> url, Optional<String> user, Optional<Secret> password) {

        /** Leaves out the URL, which may contain a password. */
        @Override
        public String toString() {
            return "Ledger[user=" + user + "]";
        }
    }

    static ProjectDefinition read(Yaml.Fields root, String file, Problems problems) {
        Location top = new Location(file, 0);
        Settings settings = new Settings(root, ProjectOptions.ALL, top, problems);
        refuseLiteral(settings, ProjectOptions.API_KEY, "${ITERABLE_API_KEY}", problems);
        refuseLiteral(
                settings, ProjectOptions.MOBILE_API_KEY, "${ITERABLE_MOBILE_API_KEY}", problems);
        refuseLiteral(settings, ProjectOptions.LEDGER_PASSWORD, "${LEDGER_PASSWORD}", problems);
        Ledger ledger = ledger(settings, top, problems);
        return new ProjectDefinition(
                iterable(settings, top, problems),
                ledger,
                located(settings, ProjectOptions.STATE, top),
                settings.valueOf(ProjectOptions.PARALLELISM),
                settings.valueOf(ProjectOptions.CHECKPOINT_INTERVAL),
                LOCAL_ONLY.stream()
                        .filter(settings::isGiven)
                        .map(option -> new ValueAt<>(option.key(), settings.at(option)))
                        .filter(key -> key.at().line() > 0)
                        .toList());
    }

    private static Ledger ledger(Settings settings, Location top, Problems problems) {
        Optional<String> url = settings.get(ProjectOptions.LEDGER_URL).map(ValueAt::value);
        boolean hasAccount =
                settings.isGiven(ProjectOptions.LEDGER_USER)
                        || settings.isGiven(ProjectOptions.LEDGER_PASSWORD);
        if (url.isEmpty() && hasAccount) {
            problems.error(
                    top, "ledger", "has a user or password but no url", "Give ledger.url as well");
        }
        return new Ledger(
                url,
                settings.get(ProjectOptions.LEDGER_USER).map(ValueAt::value),
                settings.get(ProjectOptions.LEDGER_PASSWORD).map(ValueAt::value));
    }

    private static Iterable iterable(Settings settings, Location top, Problems problems) {
        return new Iterable(
                located(settings, ProjectOptions.BASE_URL, top),
                settings.get(ProjectOptions.API_KEY),
                settings.get(ProjectOptions.MOBILE_API_KEY),
                settings.get(ProjectOptions.PROJECT_TYPE),
                pace(settings),
                retries(settings, top, problems),
                located(settings, ProjectOptions.NEW_FIELDS, top));
    }

    private static Pace pace(Settings settings) {
        return new Pace(
                settings.get(ProjectOptions.REQUESTS_PER_SECOND).map(ValueAt::value),
                settings.get(ProjectOptions.REQUESTS_PER_DAY).map(ValueAt::value),
                settings.valueOf(ProjectOptions.REQUESTS_IN_FLIGHT),
                settings.valueOf(ProjectOptions.BATCH_ROWS),
                settings.valueOf(ProjectOptions.BATCH_BYTES),
                settings.valueOf(ProjectOptions.REQUEST_TIMEOUT),
                settings.valueOf(ProjectOptions.BACKLOG_LIMIT));
    }

    private static OutboxSettings.Retries retries(
            Settings settings, Location top, Problems problems) {
        Duration min = settings.valueOf(ProjectOptions.RETRY_MIN);
        Duration max = settings.valueOf(ProjectOptions.RETRY_MAX);
        if (max.compareTo(min) < 0) {
            problems.error(
                    located(settings, ProjectOptions.RETRY_MAX, top).at(),
                    ProjectOptions.RETRY_MAX.key(),
                    "is less than " + ProjectOptions.RETRY_MIN.key(),
                    "Give a time of " + OptionType.text(min) + " or more");
        }
        return new OutboxSettings.Retries(
                settings.valueOf(ProjectOptions.VISIBILITY_DELAY),
                new BackOff(min, max),
                settings.valueOf(ProjectOptions.QUARANTINE_AFTER));
    }

    private static <T> ValueAt<T> located(Settings settings, Option<T> option, Location top) {
        Location at = settings.written(option).map(Yaml::at).orElse(top);
        return new ValueAt<>(settings.valueOf(option), at);
    }

    /** Files are shared and stored, so a secret must not be written in one. */
    private static void refuseLiteral(
            Settings settings, Option<Secret> option, String reference, Problems problems) {
        settings.written(option)
                .filter(Yaml.Scalar.class::isInstance)
                .map(Yaml.Scalar.class::cast)
                .filter(scalar -> scalar.kind() != Yaml.Kind.NOTHING && !scalar.text().isEmpty())
                .filter(scalar -> !scalar.isReference())
                .ifPresent(
                        scalar -> {
                            problems.redactor().hide(scalar.text(), Secret.MASK);
                            problems.error(
                                    scalar.at(),
                                    option.key(),
                                    "is written out in the file",
                                    "Write "
                                            + reference
                                            + ", set the variable in the environment, and replace"
                                            + " the secret if the file was shared");
                        });
    }
}
