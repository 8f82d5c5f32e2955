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

/** Every key of {@code millrace.yaml}. */
public final class ProjectOptions {

    /**
     * Most subtasks of an operator, and how many groups its state is cut into. Part of the contract
     * with saved state: it never changes.
     */
    public static final int MAX_PARALLELISM = 128;

    private static final OutboxSettings USUAL = OutboxSettings.DEFAULTS;

    public static final Option<URI> BASE_URL =
            Option.of(
                    "iterable.base-url",
                    OptionType.iterableUrl(),
                    "US",
                    "Where the Iterable project lives: a data center, or the address of a"
                            + " sandbox.");

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
                    "What identifies users in the project, as chosen when it was made.");

    public static final Option<Integer> REQUESTS_PER_SECOND =
            Option.optional(
                    "iterable.requests-per-second",
                    OptionType.integer(0, 10_000),
                    "Most requests started in a second to one endpoint, all syncs together, to"
                            + " leave other integrations their share; without it what Iterable"
                            + " publishes for each. `0` sets no limit, for a sandbox.");

    public static final Option<Integer> REQUESTS_PER_DAY =
            Option.optional(
                    "iterable.requests-per-day",
                    OptionType.integer(1, 1_000),
                    "Most requests in a day, UTC, to `forget` and to `unforget`, to leave other"
                            + " integrations their share; without it the 1,000 of each that"
                            + " Iterable takes.");

    public static final Option<Integer> REQUESTS_IN_FLIGHT =
            Option.of(
                    "iterable.requests-in-flight",
                    OptionType.integer(1, 1_000),
                    String.valueOf(USUAL.requests().inFlight()),
                    "Most bulk requests that a subtask of a sync has under way to one endpoint at a"
                            + " time; of calls that take one row it is 64.");

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
                    "Largest body of a bulk request; Iterable takes 4 MB.");

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
                    "Operations a subtask may owe before reading waits.");

    public static final Option<Duration> VISIBILITY_DELAY =
            Option.of(
                    "iterable.visibility-delay",
                    OptionType.duration(),
                    OptionType.text(USUAL.retries().visibilityDelay()),
                    "How long a user may stay unknown to other calls after Iterable took it: rows of"
                            + " unknown users are tried once more after it, before they are"
                            + " refused.");

    public static final Option<Duration> RETRY_MIN =
            Option.of(
                    "iterable.retry-min",
                    OptionType.duration(),
                    OptionType.text(USUAL.retries().rest().min()),
                    "How long a row that was refused in two runs rests; it doubles with each more"
                            + " refusal.");

    public static final Option<Duration> RETRY_MAX =
            Option.of(
                    "iterable.retry-max",
                    OptionType.duration(),
                    OptionType.text(USUAL.retries().rest().max()),
                    "The longest rest of a refused row; a row that changes goes at once.");

    public static final Option<Integer> QUARANTINE_AFTER =
            Option.of(
                    "iterable.quarantine-after",
                    OptionType.integer(1, 1_000_000),
                    String.valueOf(USUAL.retries().quarantineAfter()),
                    "Refusals after which a row is tried no more until it changes.");

    public static final Option<NewFieldPolicy> NEW_FIELDS =
            Option.of(
                    "new-fields",
                    OptionType.oneOf(List.of(NewFieldPolicy.CREATE, NewFieldPolicy.REFUSE)),
                    "create",
                    "Fields that Iterable does not have yet: `create` has Iterable create them, and"
                            + " the run tells which; `refuse` makes them an error of `check`, and of"
                            + " each run before it is read.");

    public static final Option<String> STATE =
            Option.of(
                    "state",
                    OptionType.text(),
                    "state",
                    "Folder for checkpoints and the default ledger; relative to the definitions"
                            + " folder.");

    public static final Option<String> LEDGER_URL =
            Option.optional(
                    "ledger.url",
                    OptionType.text(),
                    "JDBC URL of the ledger's database; without it an H2 file in the state"
                            + " folder.");

    public static final Option<String> LEDGER_USER =
            Option.optional("ledger.user", OptionType.text(), "Database user of the ledger.");

    public static final Option<Secret> LEDGER_PASSWORD =
            Option.optional(
                    "ledger.password",
                    OptionType.secret(),
                    "Its password, as a reference such as `${LEDGER_PASSWORD}`.");

    public static final Option<Integer> PARALLELISM =
            Option.of(
                    "parallelism",
                    OptionType.integer(1, MAX_PARALLELISM),
                    "1",
                    "How many subtasks each stage runs in.");

    public static final Option<Duration> CHECKPOINT_INTERVAL =
            Option.of(
                    "checkpoint-interval",
                    OptionType.duration(),
                    "10 s",
                    "Time between checkpoints; a change is sent after the first checkpoint that"
                            + " holds it.");

    public static final Option<Yaml.Fields> ENVIRONMENTS =
            Option.optional(
                    "environments",
                    OptionType.fields("`name: keys` groups"),
                    "Keys of this file by environment, each in place of the one at the top;"
                            + " `MILLRACE_ENV` or `--env` chooses.");

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
