/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** The file of a sync that is disabled and enabled, removed and written again, and renamed. */
final class ChangingSyncFile {

    private final Path folder;
    private final String firstName;
    private final String yaml;
    private final Random random;
    private String name;
    private boolean enabled = true;
    private boolean present = true;
    private int renamed;

    /**
     * @param yaml of the sync, all but what changes
     */
    ChangingSyncFile(Path folder, String name, String yaml, Random random) {
        this.folder = folder;
        this.firstName = name;
        this.name = name;
        this.yaml = yaml;
        this.random = random;
    }

    /** Does one of these. */
    void change(FaultyLine line) throws Exception {
        switch (random.nextInt(3)) {
            case 0 -> enabled = !enabled;
            case 1 -> present = !present;
            default -> {
                if (present) {
                    Files.delete(file());
                    name = firstName + ++renamed;
                }
            }
        }
        line.redefine(name, this::write);
    }

    /** Ends it with the sync in place, and enabled. */
    void restore(FaultyLine line) throws Exception {
        present = true;
        enabled = true;
        line.redefine(name, this::write);
    }

    private void write() throws IOException {
        Files.deleteIfExists(file());
        if (present) {
            Files.writeString(
                    file(),
                    yaml
                            + (enabled ? "" : "enabled: false\n")
                            + (renamed > 0 ? "was: " + firstName + "\n" : ""));
        }
    }

    private Path file() {
        return folder.resolve("syncs/" + name + ".yaml");
    }
}
