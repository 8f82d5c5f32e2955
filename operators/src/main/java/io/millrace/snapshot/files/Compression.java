/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files;

/** How files are compressed. */
public enum Compression {
    AUTO,
    NONE,
    GZIP,
    ZIP;

    /** That of a file of this name; never AUTO. */
    Compression of(String name) {
        if (this != AUTO) {
            return this;
        }
        String lower = name.toLowerCase(java.util.Locale.ROOT);
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
