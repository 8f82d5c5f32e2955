/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.cli;

import java.nio.file.Path;
import org.apache.logging.log4j.core.config.Configurator;

/**
 * Configures the log file of this process. Nothing is logged before a command has a state folder.
 */
public final class Logs {

    private Logs() {}

    /** Logs to {@code millrace.log} in this folder from now on, and returns the file. */
    public static Path to(Path folder) {
        System.setProperty("millrace.log.folder", folder.toString());
        System.setProperty("millrace.log.level", System.getProperty("millrace.log.detail", "info"));
        System.setProperty("millrace.log.quiet", "warn");
        Configurator.reconfigure();
        return folder.resolve("millrace.log");
    }
}
