/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files;

import java.util.Locale;

/** How files are compressed. */
public enum Compression {
    AUTO,
    NONE,
    GZIP,
    ZIP;

    /** Returns the compression of a file with this name; never AUTO. */
    Compression of(String name) {
        if (this != AUTO) {
            return this;
        }
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.endsWith(".gz") || lower.endsWith(".gzip")) {
            return GZIP;
        }
        return lower.endsWith(".zip") ? ZIP : NONE;
    }

    @Override
    public String toString() {
        return FilesOptions.spelling(this);
    }
}
