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

/** What the fault matrix found, as a document. Safe for use by several threads. */
final class FaultTable {

    private static final String HEAD =
            """
            # What becomes of a fault

            Written by `FaultMatrixITCase`, which makes each call for three rows over HTTP against the sandbox, with each
            fault once, and fails when this file says otherwise. Why each type can promise what it does is in
            [sql-models](../../../../../../../sql-models/README.md).

            In each cell, no row is lost: it took effect, or it is told with its reason, and all but those of unknown
            outcome stay owed until they are taken.

            | Word | What it means for the rows of the request |
            | --- | --- |
            | taken | all are taken in the same run, those that failed by another try |
            | refused | one is refused and told, the others are taken; it stays owed, and the next run takes it, as the fault is gone |
            | stopped | delivery stops for this run, with the cause; what was not sent is owed, and the next run takes it |
            | told | one may have been sent; it is told as `unknownOutcome` and never sent again, and the others are taken |
            """;

    /** What the rows of a struck request come to. */
    enum Outcome {
        TAKEN,
        REFUSED,
        STOPPED,
        TOLD;

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private record Struck(Outcome outcome, int lost, int doubled) {}

    private final Map<Endpoint, Map<InjectedFault, Struck>> struck = new EnumMap<>(Endpoint.class);
    private final Map<Endpoint, Map<RowFlaw, String>> spoilt = new EnumMap<>(Endpoint.class);

    synchronized void struck(
            Endpoint endpoint, InjectedFault trouble, Outcome outcome, int lost, int doubled) {
        struck.computeIfAbsent(endpoint, any -> new EnumMap<>(InjectedFault.class))
                .put(trouble, new Struck(outcome, lost, doubled));
    }

    /**
     * @param ending the code the row is refused with, or a word for what became of it
     */
    synchronized void spoilt(Endpoint endpoint, RowFlaw flaw, String ending) {
        spoilt.computeIfAbsent(endpoint, any -> new EnumMap<>(RowFlaw.class)).put(flaw, ending);
    }

    synchronized String markdown() {
        return HEAD
                + "\n## The request was not taken\n\n"
                + struck(FaultMoment.BEFORE_EFFECT)
                + "\n## The request was taken, and the answer was lost\n\n"
                + "Rows that took effect twice are in the last column: a second call for a cart is one more\n"
                + "`updateCart` event in the user's history, and the same cart.\n\n"
                + struck(FaultMoment.AFTER_EFFECT)
                + "\n## One row is refused for what it is\n\n"
                + "The code it is told with, beside two rows that are taken; it stays owed, and is tried again when it\n"
                + "changes or has rested. Where it says taken, Iterable creates the user, or what the row asks for is so\n"
                + "already. Where it says left out, there is nobody to update: the row is done, and a warning tells how\n"
                + "many are. `SUBSCRIPTIONS_ADD` and `SUBSCRIPTIONS_REMOVE` are answered without a word about rows.\n\n"
                + flaws();
    }

    private String struck(FaultMoment moment) {
        List<InjectedFault> troubles =
                Arrays.stream(InjectedFault.values())
                        .filter(trouble -> trouble.moment() == moment)
                        .toList();
        StringBuilder lines = new StringBuilder();
        line(
                lines,
                "Call",
                troubles.stream().map(InjectedFault::title).collect(Collectors.joining(" | ")),
                "Rows lost | Rows doubled");
        line(
                lines,
                "---",
                troubles.stream().map(any -> "---").collect(Collectors.joining(" | ")),
                "---: | ---:");
        struck.forEach(
                (endpoint, cells) -> {
                    List<Struck> own = troubles.stream().map(cells::get).toList();
                    line(
                            lines,
                            "`" + endpoint + "`",
                            own.stream()
                                    .map(cell -> cell.outcome().word())
                                    .collect(Collectors.joining(" | ")),
                            own.stream().mapToInt(Struck::lost).sum()
                                    + " | "
                                    + own.stream().mapToInt(Struck::doubled).sum());
                });
        return lines.toString();
    }

    private String flaws() {
        List<RowFlaw> flaws = List.of(RowFlaw.values());
        StringBuilder lines = new StringBuilder();
        line(lines, "Call", join(flaws, RowFlaw::title));
        line(lines, "---", join(flaws, any -> "---"));
        spoilt.forEach(
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
