/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files.format;

import java.nio.charset.StandardCharsets;

/**
 * JSON lines: one object per line, in UTF-8.
 *
 * @param refusesMissing whether each object must have every declared field; if not, a missing field
 *     is null
 */
public record JsonFormat(boolean refusesMissing) implements TextFormat {

    @Override
    public FileRows rows(FileContent content, FileColumns columns) {
        return new JsonRows(
                this, content, columns, new DecodedText(content, StandardCharsets.UTF_8));
    }
}
