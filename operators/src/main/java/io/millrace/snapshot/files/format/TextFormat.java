/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files.format;

import java.io.IOException;
import java.util.function.Function;

/** A format that is read as a stream of characters. */
public sealed interface TextFormat extends FileFormat permits CsvFormat, JsonFormat {

    /** Opens the rows of a content; closing them closes the stream of the content. */
    FileRows rows(FileContent content, FileColumns columns) throws IOException;

    @Override
    default <R> R match(Function<TextFormat, R> text, Function<ParquetFormat, R> parquet) {
        return text.apply(this);
    }
}
