/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files.format;

import java.io.IOException;
import java.nio.charset.Charset;

/**
 * CSV as in RFC 4180.
 *
 * @param header whether the first line has the names of the columns; without it, columns are in the
 *     declared order
 * @param quote the quote character; empty if there is none
 * @param nullLiteral the text that stands for null
 * @param nullWhenQuoted whether this text stands for null in quotes too
 */
public record CsvFormat(
        boolean header,
        char delimiter,
        String quote,
        String nullLiteral,
        boolean nullWhenQuoted,
        String charset)
        implements TextFormat {

    /** Not a character of any text, so no value is quoted. */
    private static final char NO_QUOTE = '\uFFFF';

    @Override
    public FileRows rows(FileContent content, FileColumns columns) throws IOException {
        return new CsvRows(
                this, content, columns, new DecodedText(content, Charset.forName(charset)));
    }

    char quoteCharacter() {
        return quote.isEmpty() ? NO_QUOTE : quote.charAt(0);
    }

    boolean isNull(String text, boolean quoted) {
        return (nullWhenQuoted || !quoted) && text.equals(nullLiteral);
    }
}
