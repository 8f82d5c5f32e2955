/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.cli.watch;

import io.millrace.report.run.RunStatus;
import java.util.Map;

/** Terminal colours, or none. Colour repeats what the words say. */
public enum Palette {
    PLAIN {
        @Override
        String paint(String code, String text) {
            return text;
        }
    },
    COLOUR {
        @Override
        String paint(String code, String text) {
            return "\u001B[" + code + "m" + text + "\u001B[0m";
        }
    };

    /** Colour on a terminal, unless {@code NO_COLOR} is set (no-color.org). */
    public static Palette of(boolean terminal, Map<String, String> environment) {
        return terminal && environment.getOrDefault("NO_COLOR", "").isEmpty() ? COLOUR : PLAIN;
    }

    String status(RunStatus status, boolean flawless, String text) {
        return switch (status) {
            case COMPLETE -> paint(flawless ? "32" : "33", text);
            case HELD, STOPPED, INTERRUPTED -> paint("33", text);
            case FAILED -> paint("31", text);
            case RUNNING -> paint("36", text);
        };
    }

    String dim(String text) {
        return paint("2", text);
    }

    abstract String paint(String code, String text);
}
