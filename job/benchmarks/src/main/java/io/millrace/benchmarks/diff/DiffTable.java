/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.diff;

import java.io.PrintStream;
import java.util.Locale;

/** Writes the table of measurements, line by line. */
final class DiffTable {

    private static final String READING = "%-24s %,11d %8.2f %,10.0f %8.2f %8.2f %8s";
    private static final String CHECKPOINTS = " %9d %,10.0f %8.2f";

    private final PrintStream out;

    DiffTable(PrintStream out) {
        this.out = out;
    }

    void header() {
        say(
                "%-24s %11s %8s %10s %8s %8s %8s %9s %10s %8s",
                "",
                "rows",
                "s",
                "rows/s",
                "cpu s/M",
                "jit s/M",
                "÷ floor",
                "chkpoints",
                "kB most",
                "s most");
    }

    void reading(String name, Cost cost) {
        say(
                READING,
                name,
                cost.rows(),
                cost.seconds(),
                cost.rowsPerSecond(),
                cost.processorSecondsPerMillion(),
                cost.compilerSecondsPerMillion(),
                "");
    }

    /**
     * @param ratio to plain reading, as text
     */
    void run(String name, RunPass run, String ratio) {
        say(
                READING + CHECKPOINTS,
                name,
                run.cost().rows(),
                run.cost().seconds(),
                run.cost().rowsPerSecond(),
                run.cost().processorSecondsPerMillion(),
                run.cost().compilerSecondsPerMillion(),
                ratio,
                run.checkpoints().size(),
                run.checkpointBytes() / 1e3,
                run.checkpointMillis() / 1e3);
    }

    void medians(StateLayout layout, StateLayoutPasses passes) {
        String name = layout.text();
        say("");
        say("Medians of %s, %.1f bytes of state a row", name, passes.stateBytesPerRow());
        median(
                "next() only",
                passes.skimmingRowsPerSecond(),
                passes.skimmingProcessorSecondsPerMillion(),
                "");
        median("floor", passes.floorRowsPerSecond(), passes.floorProcessorSecondsPerMillion(), "");
        median(
                name + " first",
                passes.first().cost().rowsPerSecond(),
                passes.first().cost().processorSecondsPerMillion(),
                String.format(Locale.ROOT, "%.3f of the floor", passes.firstRatio()));
        median(
                name + " unchanged",
                passes.unchangedRowsPerSecond(),
                passes.processorSecondsPerMillion(),
                String.format(
                        Locale.ROOT,
                        "%.3f of the floor, a checkpoint of %,.0f kB in %.2f s",
                        passes.unchangedRatio(),
                        passes.checkpointBytes() / 1e3,
                        passes.checkpointMillis() / 1e3));
        median(
                name + " changed",
                passes.changedRowsPerSecond(),
                passes.changedProcessorSecondsPerMillion(),
                String.format(Locale.ROOT, "%.3f of unchanged", passes.changedRatio()));
        say("");
    }

    private void median(String name, double rowsPerSecond, double processor, String note) {
        say("%-45s %,10.0f %8.2f   %s", name, rowsPerSecond, processor, note);
    }

    void say(String text, Object... arguments) {
        out.println(String.format(Locale.ROOT, text, arguments).stripTrailing());
        out.flush();
    }
}
