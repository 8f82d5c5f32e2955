/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files.format;

import java.io.IOException;
import java.nio.charset.Charset;

/**
 * CSV as in RFC 4180.
 *
 * @param header whether the first line has the columns' names; without it columns are in the order
 *     declared
 * @param quote empty if no character quotes
 * @param nullLiteral a value that is this text is null
 * @param nullWhenQuoted whether that holds for a value in quotes too
 */
public record CsvFormat(
        boolean header,
        char delimiter,
        String quote,
        String nullLiteral,
        boolean nullWhenQuoted,
        String charset)
        implements TextFormat {

    /** No character of any text, so it quotes nothing. */
    private static final char NO_QUOTE = '\uFFFF';

    @Override
    public FileRows rows(Content content, FileColumns columns) throws IOException {
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
