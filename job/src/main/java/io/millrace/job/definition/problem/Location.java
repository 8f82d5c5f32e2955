/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.definition.problem;

import java.io.Serializable;

/**
 * A place in a file.
 *
 * @param file path as a person finds it from the definitions folder, with forward slashes
 * @param line counted from 1; 0 means the file as a whole
 */
public record Location(String file, int line) implements Serializable {

    @Override
    public String toString() {
        return line == 0 ? file : file + ":" + line;
    }
}
