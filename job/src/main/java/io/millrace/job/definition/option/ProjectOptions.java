/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.definition.option;

import io.millrace.iterable.NewFieldPolicy;
import io.millrace.job.definition.problem.Secret;
import io.millrace.job.definition.syntax.Yaml;
import io.millrace.outbox.OutboxSettings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.MemorySize;

/** The keys of {@code millrace.yaml}. */
public final class ProjectOptions {

    /**
     * Maximum parallelism: most subtasks of an operator, and the number of key groups. Saved state
     * depends on it, so it never changes.
     */
    public static final int MAX_PARALLELISM = 128;

    private static final OutboxSettings USUAL = OutboxSettings.DEFAULTS;

    public static final Option<URI> BASE_URL =
            Option.of(
                    "iterable.base-url",
                    OptionType.iterableUrl(),
                    "US",
                    "The data center of the Iterable project, or the address of a sandbox.");

    public static final Option<Secret> API_KEY =
            Option.required(
                    "iterable.api-key",
                    OptionType.secret(),
                    "Server-side API key of the project, as a reference such as"
                            + " `${ITERABLE_API_KEY}`.");

    public static final Option<Secret> MOBILE_API_KEY =
            Option.optional(
                    "iterable.mobile-api-key",
                    OptionType.secret(),
                    "Mobile API key of the project, which `device-tokens` syncs need, as a"
                            + " reference.");

    public static final Option<ProjectType> PROJECT_TYPE =
            Option.required(
                    "iterable.project-type",
                    OptionType.choice(ProjectType.class, ProjectType::spelling),
                    "How users are identified in the project, as chosen when the project was"
                            + " created.");

    public static final Option<Integer> REQUESTS_PER_SECOND =
            Option.optional(
                    "iterable.requests-per-second",
                    OptionType.integer(0, 10_000),
                    "Most requests a second to one endpoint, for all syncs together; leaves"
                            + " the rest to other integrations; without it, the rate Iterable"
                            + " publishes for the endpoint. `0` is no limit, for a"
                            + " sandbox.");

    public static final Option<Integer> REQUESTS_PER_DAY =
            Option.optional(
                    "iterable.requests-per-day",
                    OptionType.integer(1, 1_000),
                    "Most requests a day, in UTC, to each of `forget` and `unforget`; leaves"
                            + " the rest to other integrations; without it, the 1,000 that"
                            + " Iterable allows.");

    public static final Option<Integer> REQUESTS_IN_FLIGHT =
            Option.of(
                    "iterable.requests-in-flight",
                    OptionType.integer(1, 1_000),
                    String.valueOf(USUAL.requests().inFlight()),
                    "Most bulk requests that a subtask of a sync has in flight to one"
                            + " endpoint; for calls with one row the limit is 64.");

    public static final Option<Integer> BATCH_ROWS =
            Option.of(
                    "iterable.batch-rows",
                    OptionType.integer(1, 10_000),
                    String.valueOf(USUAL.batch().rows()),
                    "Most rows in a bulk request.");

    public static final Option<MemorySize> BATCH_BYTES =
            Option.of(
                    "iterable.batch-bytes",
                    OptionType.size(new MemorySize(1_024)),
                    new MemorySize(USUAL.batch().bytes()).toString(),
                    "Largest body of a bulk request; Iterable accepts 4 MB.");

    public static final Option<Duration> REQUEST_TIMEOUT =
            Option.of(
                    "iterable.request-timeout",
                    OptionType.duration(Duration.ofDays(1)),
                    OptionType.text(USUAL.failures().requestTimeout()),
                    "How long a request may take before it is tried again.");

    public static final Option<Integer> BACKLOG_LIMIT =
            Option.of(
                    "iterable.backlog-limit",
                    OptionType.integer(1_000, 1_000_000_000),
                    String.valueOf(USUAL.backlog().limit()),
                    "Most pending operations of a subtask; above this, reading waits.");

    public static final Option<Duration> VISIBILITY_DELAY =
            Option.of(
                    "iterable.visibility-delay",
                    OptionType.duration(),
                    OptionType.text(USUAL.retries().visibilityDelay()),
                    "How long Iterable may take until a created user can be found; rows of"
                            + " unknown users are tried again after this time, before they"
                            + " are rejected.");

    public static final Option<Duration> RETRY_MIN =
            Option.of(
                    "iterable.retry-min",
                    OptionType.duration(),
                    OptionType.text(USUAL.retries().rest().min()),
                    "Pause before a row that was rejected in two runs is tried again; it"
                            + " doubles with each further rejection.");

    public static final Option<Duration> RETRY_MAX =
            Option.of(
                    "iterable.retry-max",
                    OptionType.duration(),
                    OptionType.text(USUAL.retries().rest().max()),
                    "Longest pause of a rejected row; a row that changes is sent at once.");

    public static final Option<Integer> QUARANTINE_AFTER =
            Option.of(
                    "iterable.quarantine-after",
                    OptionType.integer(1, 1_000_000),
                    String.valueOf(USUAL.retries().quarantineAfter()),
                    "Number of rejections after which a row is quarantined: not tried again"
                            + " until it changes or is released.");

    public static final Option<NewFieldPolicy> NEW_FIELDS =
            Option.of(
                    "new-fields",
                    OptionType.oneOf(List.of(NewFieldPolicy.CREATE, NewFieldPolicy.REFUSE)),
                    "create",
                    "Fields that Iterable does not have yet: `create` lets Iterable create"
                            + " them, and the run reports them; `refuse` makes them an error"
                            + " of `check` and of each run, before it reads.");

    public static final Option<String> STATE =
            Option.of(
                    "state",
                    OptionType.text(),
                    "state",
                    "Folder for checkpoints and the default ledger, relative to the"
                            + " definitions folder.");

    public static final Option<String> LEDGER_URL =
            Option.optional(
                    "ledger.url",
                    OptionType.text(),
                    "JDBC URL of the ledger's database; without it, an H2 file in the state"
                            + " folder.");

    public static final Option<String> LEDGER_USER =
            Option.optional("ledger.user", OptionType.text(), "Database user of the ledger.");

    public static final Option<Secret> LEDGER_PASSWORD =
            Option.optional(
                    "ledger.password",
                    OptionType.secret(),
                    "Database password of the ledger, as a reference such as"
                            + " `${LEDGER_PASSWORD}`.");

    public static final Option<Integer> PARALLELISM =
            Option.of(
                    "parallelism",
                    OptionType.integer(1, MAX_PARALLELISM),
                    "1",
                    "Number of subtasks of each stage.");

    public static final Option<Duration> CHECKPOINT_INTERVAL =
            Option.of(
                    "checkpoint-interval",
                    OptionType.duration(),
                    "10 s",
                    "Time between checkpoints; a change is sent after the first checkpoint"
                            + " that contains it.");

    public static final Option<Yaml.Fields> ENVIRONMENTS =
            Option.optional(
                    "environments",
                    OptionType.fields("`name: keys` groups"),
                    "Keys of this file by environment; they replace the keys at the top"
                            + " level. `MILLRACE_ENV` or `--env` selects the environment.");

    public static final List<Option<?>> ALL =
            List.of(
                    BASE_URL,
                    API_KEY,
                    MOBILE_API_KEY,
                    PROJECT_TYPE,
                    REQUESTS_PER_SECOND,
                    REQUESTS_PER_DAY,
                    REQUESTS_IN_FLIGHT,
                    BATCH_ROWS,
                    BATCH_BYTES,
                    REQUEST_TIMEOUT,
                    BACKLOG_LIMIT,
                    VISIBILITY_DELAY,
                    RETRY_MIN,
                    RETRY_MAX,
                    QUARANTINE_AFTER,
                    NEW_FIELDS,
                    STATE,
                    LEDGER_URL,
                    LEDGER_USER,
                    LEDGER_PASSWORD,
                    PARALLELISM,
                    CHECKPOINT_INTERVAL,
                    ENVIRONMENTS);

    private ProjectOptions() {}
}
