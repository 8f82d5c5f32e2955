/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.definition.problem;

/**
 * Something wrong in a definition, said so that its owner can put it right. Texts never hold a
 * secret.
 *
 * @param file path from the definitions folder
 * @param line counted from 1; 0 means the file as a whole
 * @param key what it is about, such as {@code mappings.firstName}; empty if there is no one key
 * @param message what is wrong
 * @param fix what to do about it; empty if the message says all there is
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
