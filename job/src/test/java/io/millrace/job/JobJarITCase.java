/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What a cluster is given: the jar as it was packaged. */
class JobJarITCase {

    private JarFile jar;

    @BeforeEach
    void open() throws IOException {
        try (Stream<Path> files =
                Files.list(Path.of(System.getProperty("basedir", "")).resolve("target"))) {
            Path path =
                    files.filter(file -> file.toString().endsWith("-cluster.jar"))
                            .findFirst()
                            .orElseThrow();
            jar = new JarFile(path.toFile());
        }
    }

    @AfterEach
    void close() throws IOException {
        jar.close();
    }

    @Test
    void whatFlinkBringsIsNotInIt() {
        assertThat(names())
                .contains("io/millrace/job/MillraceJob.class", "picocli/CommandLine.class")
                .noneMatch(name -> name.startsWith("org/apache/flink/"))
                .noneMatch(name -> name.startsWith("org/slf4j/"))
                .noneMatch(name -> name.startsWith("org/apache/logging/"))
                .noneMatch(name -> name.startsWith("io/millrace/sandbox/"))
                .noneMatch(name -> name.startsWith("io/millrace/cli/"));
    }

    @Test
    void whatAClusterMayHaveInAnotherVersionHasANameOfOurs() {
        assertThat(names())
                .noneMatch(name -> name.matches("(META-INF/versions/\\d+/)?io/netty/.*"))
                .noneMatch(name -> name.matches("(META-INF/versions/\\d+/)?org/asynchttpclient/.*"))
                .noneMatch(name -> name.matches("(META-INF/versions/\\d+/)?com/fasterxml/.*[^/]"));
    }

    @Test
    void servicesOfAllLibrariesAreListed() throws IOException {
        assertThat(text("META-INF/services/java.sql.Driver"))
                .contains("org.postgresql.Driver", "org.h2.Driver");
        assertThat(text("META-INF/services/org.apache.flink.table.factories.Factory"))
                .contains("io.millrace.snapshot.warehouse.WarehouseTableFactory");
    }

    @Test
    void itsLicenseIsInIt() throws IOException {
        assertThat(text("META-INF/LICENSE")).contains("Apache License").contains("Version 2.0");
        assertThat(jar.getManifest().getMainAttributes().getValue("Main-Class"))
                .isEqualTo(MillraceJob.class.getName());
    }

    /** Relocation rewrites texts too: this library's names of settings must not be among them. */
    @Test
    void theRelocatedHttpClientFindsItsSettings() throws Exception {
        URL[] here = {Path.of(jar.getName()).toUri().toURL()};
        URL slf4j = LoggerFactory.class.getProtectionDomain().getCodeSource().getLocation();
        try (URLClassLoader loader =
                new URLClassLoader(
                        new URL[] {here[0], slf4j}, ClassLoader.getPlatformClassLoader())) {
            Class<?> dsl = loader.loadClass("io.millrace.shaded.asynchttpclient.Dsl");

            Object settings = dsl.getMethod("config").invoke(null);

            assertThat(settings.getClass().getMethod("build").invoke(settings)).isNotNull();
        }
    }

    private List<String> names() {
        return jar.stream().map(entry -> entry.getName()).toList();
    }

    private String text(String name) throws IOException {
        return new String(
                jar.getInputStream(jar.getEntry(name)).readAllBytes(), StandardCharsets.UTF_8);
    }
}
