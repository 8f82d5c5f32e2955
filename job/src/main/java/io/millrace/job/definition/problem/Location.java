/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.definition.problem;

import java.io.Serializable;

/**
 * A position in a file.
 *
 * @param file path relative to the definitions folder, with forward slashes
 * @param line counted from 1; 0 for the file as a whole
 */
public record Location(String file, int line) implements Serializable {

    @Override
    public String toString() {
        return line == 0 ? file : file + ":" + line;
    }
}
