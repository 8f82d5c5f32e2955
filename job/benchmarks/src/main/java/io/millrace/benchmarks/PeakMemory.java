/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The peak memory of this process. */
public final class PeakMemory {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Pattern PEAK = Pattern.compile("VmHWM:\\s*(\\d+) kB");

    private PeakMemory() {}

    /** Resident memory in megabytes; 0 where the system does not report it, as only Linux does. */
    public static long megabytes() throws IOException {
        return Files.isReadable(STATUS) ? megabytes(Files.readAllLines(STATUS)) : 0;
    }

    public static long megabytes(List<String> status) {
        return status.stream()
                .map(PEAK::matcher)
                .filter(Matcher::matches)
                .findFirst()
                .map(peak -> Long.parseLong(peak.group(1)) / 1_024)
                .orElse(0L);
    }
}
