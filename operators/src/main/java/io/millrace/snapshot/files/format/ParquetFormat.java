/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files.format;

import java.io.IOException;
import java.util.function.Function;
import org.apache.flink.core.fs.FSDataInputStream;

/** Apache Parquet. The job's jar does not contain its libraries. */
public record ParquetFormat() implements FileFormat {

    private static final String READER = "org.apache.parquet.hadoop.ParquetFileReader";

    /** Whether the libraries are on the class path. */
    public static boolean isAvailable() {
        try {
            Class.forName(READER, false, ParquetFormat.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /**
     * Opens the rows of a file; closing them closes the stream.
     *
     * @param name name for messages
     */
    public FileRows rows(String name, FSDataInputStream stream, long length, FileColumns columns)
            throws IOException {
        return ParquetRows.open(name, new ParquetInput(stream, length), columns);
    }

    @Override
    public <R> R match(Function<TextFormat, R> text, Function<ParquetFormat, R> parquet) {
        return parquet.apply(this);
    }
}
