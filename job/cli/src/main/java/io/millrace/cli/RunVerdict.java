/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.cli;

import io.millrace.report.run.RunReport;

/** Maps the outcome of a run to an exit code. Pure. */
final class RunVerdict {

    private RunVerdict() {}

    static ExitCode of(RunReport run) {
        return switch (run.status()) {
            case COMPLETE -> {
                boolean open = run.delivered().rejected() > 0 || run.delivered().pending() > 0;
                yield open ? ExitCode.ROWS_OPEN : ExitCode.OK;
            }
            case RUNNING, INTERRUPTED -> ExitCode.ROWS_OPEN;
            case FAILED, HELD, STOPPED -> ExitCode.FAILED;
        };
    }
}
