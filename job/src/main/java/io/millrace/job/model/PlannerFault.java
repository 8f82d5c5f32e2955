/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.model;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Extracts message, position and fix from exceptions of Flink's planner. */
final class PlannerFault {

    private static final int LONGEST = 400;
    private static final Pattern LINE = Pattern.compile("\\bline (\\d+)");
    private static final Pattern POSITION = Pattern.compile("\\bline (\\d+), column (\\d+)");
    private static final Pattern PLACE =
            Pattern.compile(
                    "(?:SQL validation failed\\. |SQL parse failed\\. )?From line \\d+.*?: ");
    private static final Pattern AT_LINE = Pattern.compile(" at line \\d+, column \\d+\\.?");

    private PlannerFault() {}

    /** The message of the root cause on one line, without the position. */
    static String rootMessage(Throwable fault) {
        Throwable root = fault;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String message =
                Optional.ofNullable(root.getMessage()).orElse(root.getClass().getSimpleName());
        String plain = message.replaceAll("\\s+", " ").trim();
        plain = PLACE.matcher(plain).replaceFirst("");
        plain = AT_LINE.matcher(plain).replaceFirst("");
        plain = plain.length() > LONGEST ? plain.substring(0, LONGEST) + " ..." : plain;
        return plain.replaceAll("\\.$", "");
    }

    /** The fix for a known kind of fault; empty for any other. */
    static String fix(Throwable fault) {
        return rootMessage(fault).startsWith("Encountered \"\\\"\"")
                ? "Quote a name with backticks: a double quote is no quote here"
                : "";
    }

    /** Where the parser failed; empty if no message in the cause chain contains a position. */
    static Optional<ReservedWords.Place> place(Throwable fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            Matcher matcher = POSITION.matcher(Optional.ofNullable(cause.getMessage()).orElse(""));
            if (matcher.find()) {
                return Optional.of(
                        new ReservedWords.Place(
                                Integer.parseInt(matcher.group(1)),
                                Integer.parseInt(matcher.group(2))));
            }
        }
        return Optional.empty();
    }

    /**
     * The line of the statement, counted from 1, taken from the first message in the cause chain
     * that contains one; 1 if none does.
     */
    static int line(Throwable fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            Matcher matcher = LINE.matcher(Optional.ofNullable(cause.getMessage()).orElse(""));
            if (matcher.find()) {
                return Integer.parseInt(matcher.group(1));
            }
        }
        return 1;
    }
}
