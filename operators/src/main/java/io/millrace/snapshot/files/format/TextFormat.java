/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files.format;

import java.io.IOException;
import java.util.function.Function;

/** A format that is read as a stream of characters. */
public sealed interface TextFormat extends FileFormat permits CsvFormat, JsonFormat {

    /** Takes the content over: closing the rows closes the content's stream. */
    FileRows rows(Content content, FileColumns columns) throws IOException;

    @Override
    default <R> R match(Function<TextFormat, R> text, Function<ParquetFormat, R> parquet) {
        return text.apply(this);
    }
}
