/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.check;

import io.millrace.job.definition.Definitions;
import io.millrace.job.definition.ProjectDefinition;
import io.millrace.job.definition.problem.Location;
import io.millrace.job.definition.problem.Problems;
import io.millrace.job.definition.problem.ValueAt;
import io.millrace.job.model.BaseTable;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds definitions that work on this machine but not on a cluster, whose machines share neither
 * files nor {@code localhost} with this one. Makes no connection.
 */
final class ClusterRules {

    private static final Location PROJECT = new Location(Definitions.PROJECT_FILE, 0);
    private static final String LEDGER_URL = "ledger.url";

    /** Names of this machine in a URL, including JDBC URLs. */
    private static final Pattern THIS_MACHINE =
            Pattern.compile("//(?:[^/@]*@)?(localhost|127\\.0\\.0\\.1|\\[::1])(?=[:/,?;]|$)");

    /** Databases whose JDBC drivers are in the job jar. */
    private static final Pattern PACKAGED_DRIVER = Pattern.compile("jdbc:(postgresql|h2):.*");

    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):.*");

    private final Problems problems;

    private ClusterRules(Problems problems) {
        this.problems = problems;
    }

    static void inspect(ProjectDefinition project, List<BaseTable> tables, Problems problems) {
        ClusterRules rules = new ClusterRules(problems);
        rules.ledger(project.ledger());
        rules.localOnlyKeys(project.localOnlyKeys());
        rules.baseUrl(project.iterable().baseUrl());
        tables.forEach(rules::table);
    }

    private void ledger(ProjectDefinition.Ledger ledger) {
        String url = ledger.url().orElse("");
        String fix =
                "Give the ledger a database that every machine of the cluster reaches, such as"
                        + " jdbc:postgresql://host/millrace";
        if (url.isEmpty()) {
            problems.error(
                    PROJECT,
                    LEDGER_URL,
                    "is missing: the ledger would be a file on each machine of the cluster",
                    fix);
        } else if (url.startsWith("jdbc:h2:") && !url.matches("jdbc:h2:(tcp|ssl):.*")) {
            problems.error(
                    PROJECT,
                    LEDGER_URL,
                    "is stored on one machine: the machines of the cluster do not share it",
                    fix);
        } else if (isThisMachine(url)) {
            problems.warning(PROJECT, LEDGER_URL, onEachMachine(), fix);
        }
    }

    private void localOnlyKeys(List<ValueAt<String>> keys) {
        for (ValueAt<String> key : keys) {
            problems.warning(
                    key.at(),
                    key.value(),
                    "has no effect on a cluster",
                    "Set it in the cluster's config.yaml, see flink-conf/README.md");
        }
    }

    private void baseUrl(ValueAt<URI> baseUrl) {
        if (isThisMachine(baseUrl.value().toString())) {
            problems.warning(
                    baseUrl.at(),
                    "iterable.base-url",
                    onEachMachine(),
                    "Use an address that every machine of the cluster reaches");
        }
    }

    private void table(BaseTable table) {
        Map<String, String> options = table.definition().getOptions();
        options.forEach(
                (option, value) -> {
                    String key = table.name() + "." + option;
                    if (option.equals("path")) {
                        path(table.at(), key, value);
                    } else if (isThisMachine(value)) {
                        problems.warning(
                                table.at(),
                                key,
                                onEachMachine(),
                                "Use an address that every machine of the cluster reaches");
                    }
                    if (option.equals("url") && isWithoutDriver(value)) {
                        problems.warning(
                                table.at(),
                                key,
                                "needs a JDBC driver that is not in the job jar",
                                "Put the driver into lib/ of every machine of the cluster");
                    }
                });
    }

    private void path(Location at, String key, String path) {
        Matcher scheme = SCHEME.matcher(path);
        boolean local =
                !scheme.matches() || scheme.group(1).toLowerCase(Locale.ROOT).equals("file");
        if (local && !path.matches("(file:)?/.*")) {
            problems.error(
                    at,
                    key,
                    "is a relative path, and the definitions folder is not on the cluster",
                    "Write an absolute path that exists on every machine of the cluster, or"
                            + " the URL of an object store");
        } else if (local) {
            problems.warning(
                    at,
                    key,
                    "is a file of one machine",
                    "Every machine of the cluster must have the file at this path, such as on"
                            + " a shared mount");
        }
    }

    private static boolean isWithoutDriver(String url) {
        return url.startsWith("jdbc:") && !PACKAGED_DRIVER.matcher(url).matches();
    }

    private static boolean isThisMachine(String url) {
        return THIS_MACHINE.matcher(url).find();
    }

    private static String onEachMachine() {
        return "refers to localhost, which is a different machine on each machine of the cluster";
    }
}
