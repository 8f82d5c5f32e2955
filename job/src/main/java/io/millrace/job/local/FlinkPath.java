/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.local;

import java.nio.file.Path;

/**
 * Paths in Flink's notation: {@code file://} and the unescaped path. Flink does not decode escapes,
 * so a URI with an escaped space would refer to another folder.
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
