/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files.format;

import java.io.IOException;
import java.io.Serializable;

/** How rows are written in a file, as a stream of characters. */
public sealed interface TextFormat extends Serializable permits CsvFormat, JsonFormat {

    /** Takes the content over: closing the rows closes the content's stream. */
    FileRows rows(Content content, FileColumns columns) throws IOException;
}
