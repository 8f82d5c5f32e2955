/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import io.millrace.iterable.Endpoint;
import io.millrace.sandbox.fault.FaultMoment;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The results of the fault matrix, as a document. Safe for use by several threads. */
final class FaultTable {

    private static final String HEAD =
            """
            # What becomes of a fault

            `FaultMatrixITCase` writes this file, and fails if the file differs. The test makes each call for three rows
            over HTTP against the sandbox, with each fault once. The guarantee of each sync type, and its reason, is in
            [syncs](../../../../../../../sql-models/docs/syncs.md).

            No cell loses a row: each row took effect, or is reported with its reason. A reported row stays pending until
            it is accepted, unless its outcome is unknown.

            | Word | What it means for the rows of the request |
            | --- | --- |
            | accepted | all are accepted in the same run, some of them by another attempt |
            | refused | one is refused and reported, the others are accepted; it stays pending, and the next run delivers it, because the fault is over |
            | stopped | delivery of this run stops, with the cause; unsent rows are pending, and the next run delivers them |
            | reported | one may have been sent; it is reported as `unknownOutcome` and never sent again, the others are accepted |
            """;

    /** What happened to the rows of a request with a fault. */
    enum Outcome {
        ACCEPTED,
        REFUSED,
        STOPPED,
        REPORTED;

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private record FaultResult(Outcome outcome, int lost, int doubled) {}

    private final Map<Endpoint, Map<InjectedFault, FaultResult>> faultResults =
            new EnumMap<>(Endpoint.class);
    private final Map<Endpoint, Map<RowFlaw, String>> flawResults = new EnumMap<>(Endpoint.class);

    synchronized void addFault(
            Endpoint endpoint, InjectedFault fault, Outcome outcome, int lost, int doubled) {
        faultResults
                .computeIfAbsent(endpoint, any -> new EnumMap<>(InjectedFault.class))
                .put(fault, new FaultResult(outcome, lost, doubled));
    }

    /**
     * @param outcome the code of the refusal, or a word for the outcome
     */
    synchronized void addFlaw(Endpoint endpoint, RowFlaw flaw, String outcome) {
        flawResults
                .computeIfAbsent(endpoint, any -> new EnumMap<>(RowFlaw.class))
                .put(flaw, outcome);
    }

    synchronized String markdown() {
        return HEAD
                + "\n## Iterable did not process the request\n\n"
                + faultResults(FaultMoment.BEFORE_EFFECT)
                + "\n"
                + "## Iterable processed the request, and the response was lost\n\n"
                + "The last column counts rows that took effect twice: a second call for a cart"
                + " adds an\n"
                + "`updateCart` event to the user's history, and leaves the same cart.\n\n"
                + faultResults(FaultMoment.AFTER_EFFECT)
                + "\n"
                + "## One row has a fault\n\n"
                + "The code that the row is reported with; two other rows of the request are"
                + " accepted. The row stays pending, and is\n"
                + "tried again when it changes or its rest is over. *accepted*: Iterable creates"
                + " the user, or the change was already\n"
                + "made. *skipped*: there is no user to update; the row is done, and a warning"
                + " counts such rows. The responses of\n"
                + "`SUBSCRIPTIONS_ADD` and `SUBSCRIPTIONS_REMOVE` do not mention rows.\n\n"
                + flaws();
    }

    private String faultResults(FaultMoment moment) {
        List<InjectedFault> faults =
                Arrays.stream(InjectedFault.values())
                        .filter(fault -> fault.moment() == moment)
                        .toList();
        StringBuilder lines = new StringBuilder();
        line(
                lines,
                "Call",
                faults.stream().map(InjectedFault::title).collect(Collectors.joining(" | ")),
                "Rows lost | Rows doubled");
        line(
                lines,
                "---",
                faults.stream().map(any -> "---").collect(Collectors.joining(" | ")),
                "---: | ---:");
        faultResults.forEach(
                (endpoint, cells) -> {
                    List<FaultResult> own = faults.stream().map(cells::get).toList();
                    line(
                            lines,
                            "`" + endpoint + "`",
                            own.stream()
                                    .map(cell -> cell.outcome().word())
                                    .collect(Collectors.joining(" | ")),
                            own.stream().mapToInt(FaultResult::lost).sum()
                                    + " | "
                                    + own.stream().mapToInt(FaultResult::doubled).sum());
                });
        return lines.toString();
    }

    private String flaws() {
        List<RowFlaw> flaws = List.of(RowFlaw.values());
        StringBuilder lines = new StringBuilder();
        line(lines, "Call", join(flaws, RowFlaw::title));
        line(lines, "---", join(flaws, any -> "---"));
        flawResults.forEach(
                (endpoint, codes) ->
                        line(lines, "`" + endpoint + "`", join(flaws, flaw -> cell(codes, flaw))));
        return lines.toString();
    }

    private static String cell(Map<RowFlaw, String> codes, RowFlaw flaw) {
        return codes.getOrDefault(flaw, "–");
    }

    private static <T> String join(List<T> columns, Function<T, String> cell) {
        return columns.stream().map(cell).collect(Collectors.joining(" | "));
    }

    private static void line(StringBuilder lines, String... parts) {
        lines.append("| ").append(String.join(" | ", parts)).append(" |\n");
    }
}
