/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.definition.problem;

/**
 * A problem in the definitions, described so that the user can correct it. Its texts contain no
 * secrets.
 *
 * @param file path from the definitions folder
 * @param line counted from 1; 0 for the file as a whole
 * @param key the key concerned, such as {@code mappings.firstName}; empty if there is none
 * @param message the problem
 * @param fix what to do about the problem; empty if the message is enough
 */
public record Problem(
        String file, int line, String key, String message, String fix, Severity severity) {

    /** One line: place, key, message, fix. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(new Location(file, line).toString()).append("  ");
        if (!key.isEmpty()) {
            text.append(key).append("  ");
        }
        if (severity == Severity.WARNING) {
            text.append("warning: ");
        }
        text.append(message);
        if (!fix.isEmpty()) {
            text.append(". ").append(fix);
        }
        return text.toString();
    }
}
