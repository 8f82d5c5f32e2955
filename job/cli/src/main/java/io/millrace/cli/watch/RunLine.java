/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.cli.watch;

import io.millrace.report.run.LedgerRow;
import io.millrace.report.run.RowReason;
import io.millrace.report.run.RowReason.Example;
import io.millrace.report.run.RunReport;
import io.millrace.report.run.RunStatus;
import io.millrace.report.run.RunWarning;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Formats runs for the terminal: one line for each run in aligned columns, and explanations below
 * it. Pure.
 */
public final class RunLine {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final String INDENT = " ".repeat(10);
    private static final int SYNC_WIDTH = 12;
    private static final Duration SHORTEST_REPORTED_STOP = Duration.ofSeconds(1);

    private final ZoneId zone;
    private final Palette palette;

    public RunLine(ZoneId zone, Palette palette) {
        this.zone = zone;
        this.palette = palette;
    }

    /** The names of the columns. */
    public String header() {
        return palette.dim(
                String.format(
                        "%-8s  %-" + SYNC_WIDTH + "s %9s  %9s %8s %8s %10s   %9s %8s %7s %8s",
                        "run",
                        "sync",
                        "read",
                        "added",
                        "changed",
                        "removed",
                        "unchanged",
                        "accepted",
                        "rejected",
                        "pending",
                        "took"));
    }

    /**
     * Formats a run that has ended: its line, and further lines for problems.
     *
     * @param reasons why rows were not accepted; may be empty
     * @param warnings of the run; may be empty
     */
    public List<String> finished(
            RunReport run, List<RowReason> reasons, List<RunWarning> warnings) {
        List<String> lines = new ArrayList<>();
        lines.add(line(run, warnings));
        if (!run.cause().isNone()) {
            lines.add(INDENT + cause(run));
        }
        boolean counted = run.status() == RunStatus.HELD || run.delivered().withheld() == 0;
        if (!counted) {
            lines.add(INDENT + count(run.delivered().withheld()) + " removals are withheld");
        }
        pending(run, reasons).ifPresent(why -> lines.add(INDENT + why));
        if (run.times().stopped().compareTo(SHORTEST_REPORTED_STOP) >= 0) {
            lines.add(
                    INDENT
                            + "the job was stopped for "
                            + duration(run.times().stopped())
                            + " during the run; this time is not counted");
        }
        for (RunWarning warning : warnings) {
            String times = warning.times() > 1 ? " (" + count(warning.times()) + " times)" : "";
            lines.add(INDENT + "warning: " + warning.code() + ": " + warning.detail() + times);
        }
        lines.addAll(rejected(run, reasons));
        return List.copyOf(lines);
    }

    /** Formats the reasons of rows that were not accepted, and where all of them are listed. */
    private List<String> rejected(RunReport run, List<RowReason> reasons) {
        List<String> lines = new ArrayList<>();
        for (RowReason reason : reasons) {
            lines.add(INDENT + reason(reason));
        }
        if (run.rowsLeftOut() > 0) {
            lines.add(INDENT + count(run.rowsLeftOut()) + " more rows are counted, not listed");
        }
        if (!reasons.isEmpty()) {
            lines.add(
                    INDENT
                            + palette.dim(
                                    "all rows: SELECT * FROM millrace_rows WHERE sync = '"
                                            + run.sync()
                                            + "' AND run = "
                                            + run.run()));
        }
        return lines;
    }

    /** Explains why rows of a complete run are pending. */
    private static Optional<String> pending(RunReport run, List<RowReason> reasons) {
        long pending = run.delivered().pending();
        if (run.status() != RunStatus.COMPLETE || pending == 0) {
            return Optional.empty();
        }
        long quarantined =
                reasons.stream()
                        .filter(reason -> reason.kind() == LedgerRow.Kind.QUARANTINED)
                        .mapToLong(RowReason::rows)
                        .sum();
        List<String> why = new ArrayList<>();
        if (quarantined > 0) {
            why.add(count(quarantined) + " quarantined until they change or are released");
        }
        if (pending > quarantined) {
            why.add(
                    count(pending - quarantined)
                            + " rejected in earlier runs, tried again after a pause");
        }
        return Optional.of(rows(pending) + " pending: " + String.join(", ", why));
    }

    /**
     * Formats a run in progress.
     *
     * @param warnings the warnings of the run so far; those about waiting are shown
     */
    public String progress(RunReport run, long now, List<RunWarning> warnings) {
        boolean reading = run.times().readAt() == 0;
        String what =
                reading
                        ? "reading     " + rows(run.rows().read()) + " so far"
                        : "delivering  "
                                + count(run.delivered().accepted())
                                + " of "
                                + count(run.delivered().operations())
                                + " accepted";
        return String.format(
                "%-8s  %-" + SYNC_WIDTH + "s %s  %s%s",
                time(run.run()),
                run.sync(),
                palette.status(run.status(), true, what),
                duration(run.times().took(now)),
                waits(warnings));
    }

    private static String waits(List<RunWarning> warnings) {
        return warnings.stream()
                .filter(warning -> warning.code().equals(RunWarning.WAITING))
                .map(RunLine::waits)
                .collect(Collectors.joining());
    }

    private static String waits(RunWarning wait) {
        String who =
                switch ((int) Math.min(wait.times(), 2)) {
                    case 0 -> "waits ";
                    case 1 -> "1 row waits ";
                    default -> rows(wait.times()) + " wait ";
                };
        return "  " + who + wait.detail();
    }

    /** Formats a duration: {@code 0.8 s}, {@code 2 min 05 s}, {@code 1 h 12 min}. */
    static String duration(Duration duration) {
        Duration rounded = duration.plusMillis(50);
        if (rounded.toMinutes() == 0) {
            return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
        }
        if (rounded.toHours() == 0) {
            return String.format("%d min %02d s", rounded.toMinutes(), rounded.toSecondsPart());
        }
        return String.format("%d h %02d min", rounded.toHours(), rounded.toMinutesPart());
    }

    private String line(RunReport run, List<RunWarning> warnings) {
        boolean flawless =
                run.delivered().rejected() == 0
                        && run.delivered().pending() == 0
                        && warnings.isEmpty();
        String head = String.format("%-8s  %-" + SYNC_WIDTH + "s ", time(run.run()), run.sync());
        String took = String.format(" %8s  ", duration(run.times().took(run.run())));
        String end = palette.status(run.status(), flawless, word(run, warnings));
        String counts =
                run.isDelivered()
                        ? delivered(run)
                        : String.format("%9s%69s", count(run.rows().read()), "");
        return head + counts + took + end;
    }

    private static String delivered(RunReport run) {
        return String.format(
                "%9s  %9s %8s %8s %10s → %9s %8s %7s",
                count(run.rows().read()),
                "+" + count(run.rows().added()),
                "~" + count(run.rows().changed()),
                "-" + count(run.rows().removed()),
                count(run.rows().unchanged()),
                count(run.delivered().accepted()),
                count(run.delivered().rejected()),
                count(run.delivered().pending()));
    }

    private static String word(RunReport run, List<RunWarning> warnings) {
        return switch (run.status()) {
            case COMPLETE -> {
                if (run.delivered().rejected() > 0) {
                    yield "rejects";
                }
                if (run.delivered().pending() > 0) {
                    yield "pending";
                }
                yield warnings.isEmpty() ? "ok" : "warnings";
            }
            case FAILED -> "FAILED";
            case HELD -> "HELD";
            case STOPPED -> "STOPPED";
            case INTERRUPTED -> "interrupted";
            case RUNNING -> "running";
        };
    }

    private String cause(RunReport run) {
        String why = run.cause().code() + ": " + run.cause().message();
        return palette.status(run.status(), false, why);
    }

    /** If consecutive examples have the same detail, it is printed only after the last one. */
    private static String reason(RowReason reason) {
        List<String> examples = new ArrayList<>();
        for (int i = 0; i < reason.examples().size(); i++) {
            Example example = reason.examples().get(i);
            boolean sameDetailNext =
                    i + 1 < reason.examples().size()
                            && reason.examples().get(i + 1).detail().equals(example.detail());
            boolean omitDetail = sameDetailNext || example.detail().isEmpty();
            examples.add(
                    omitDetail ? example.key() : example.key() + " (" + example.detail() + ")");
        }
        String more = reason.rows() > examples.size() ? ", …" : "";
        return count(reason.rows())
                + " × "
                + reason.code()
                + ": "
                + String.join(", ", examples)
                + more;
    }

    private String time(long millis) {
        return TIME.format(Instant.ofEpochMilli(millis).atZone(zone));
    }

    private static String rows(long number) {
        return count(number) + (number == 1 ? " row" : " rows");
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
