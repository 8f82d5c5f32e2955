/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.cli;

import java.nio.file.Path;
import org.apache.logging.log4j.core.config.Configurator;

/** Where this process logs. Nothing is logged until a command knows its state folder. */
public final class Logs {

    private Logs() {}

    /** Logs to {@code millrace.log} in this folder from now on; answers that file. */
    public static Path to(Path folder) {
        System.setProperty("millrace.log.folder", folder.toString());
        System.setProperty("millrace.log.level", System.getProperty("millrace.log.detail", "info"));
        System.setProperty("millrace.log.quiet", "warn");
        Configurator.reconfigure();
        return folder.resolve("millrace.log");
    }
}
