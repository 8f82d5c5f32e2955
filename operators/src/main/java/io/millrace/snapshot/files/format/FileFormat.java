/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files.format;

import java.io.Serializable;
import java.util.function.Function;

/** How rows are written in a file. */
public sealed interface FileFormat extends Serializable permits TextFormat, ParquetFormat {

    /** Applies the function for text formats, which are streams, or for Parquet, which seeks. */
    <R> R match(Function<TextFormat, R> text, Function<ParquetFormat, R> parquet);
}
