/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The archive of this build, unpacked. */
record Archive(Path home) {

    private static final long UNPACK_MINUTES = 5;

    /** Unpacks the archive that the package phase has written. */
    static Archive unpack(Path folder) throws IOException, InterruptedException {
        Path target = Path.of(System.getProperty("basedir", "")).resolve("target").toAbsolutePath();
        Path archive = only(target, ".tar.gz");
        Process tar =
                new ProcessBuilder("tar", "-xzf", archive.toString())
                        .directory(folder.toFile())
                        .inheritIO()
                        .start();
        assertThat(tar.waitFor(UNPACK_MINUTES, TimeUnit.MINUTES)).isTrue();
        assertThat(tar.exitValue()).isZero();
        return new Archive(only(folder, ""));
    }

    Path command() {
        return home.resolve("bin/millrace");
    }

    Path jobJar() {
        return home.resolve("cluster/millrace-job.jar");
    }

    List<Path> libraries() throws IOException {
        try (Stream<Path> files = Files.list(home.resolve("lib"))) {
            return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
        }
    }

    private static Path only(Path folder, String ending) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> found = files.filter(file -> file.toString().endsWith(ending)).toList();
            assertThat(found).as("files in %s that end in '%s'", folder, ending).hasSize(1);
            return found.get(0);
        }
    }
}
