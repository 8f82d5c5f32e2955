/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The bytes that this process has written to disks: state, checkpoints, logs. */
public final class DiskWrites {

    private static final Path IO = Path.of("/proc/self/io");
    private static final String BYTES = "write_bytes: ";

    private DiskWrites() {}

    /** Bytes of written pages; 0 where the system does not report them, as only Linux does. */
    public static long bytes() {
        try {
            return Files.isReadable(IO) ? bytes(Files.readAllLines(IO)).orElse(0L) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Optional<Long> bytes(List<String> io) {
        return io.stream()
                .filter(line -> line.startsWith(BYTES))
                .findFirst()
                .map(line -> Long.parseLong(line.substring(BYTES.length()).trim()));
    }
}
