/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.local;

import java.nio.file.Path;

/**
 * Folders as Flink names them: {@code file://} and the path as it is. A URI's escapes would be
 * taken for letters, so that state of a folder with a space in its name ends up elsewhere.
 */
final class FlinkPath {

    private FlinkPath() {}

    static String of(Path path) {
        return "file://" + path.toAbsolutePath();
    }

    static Path toLocal(String name) {
        return Path.of(new org.apache.flink.core.fs.Path(name).getPath());
    }
}
