/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files.format;

import de.siegmar.fastcsv.reader.CsvCallbackHandler;
import de.siegmar.fastcsv.reader.RecordType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The fields of the parser's current record. Only needed fields are converted to text. */
final class CsvFields extends CsvCallbackHandler<CsvFields> {

    private String[] texts = new String[16];
    private boolean[] quoted = new boolean[16];
    private boolean[] needed = {};
    private boolean needsAll = true;
    private boolean empty;
    private int count;
    private long line;

    /**
     * Sets the fields that have a text from the next record on.
     *
     * @param width number of fields of a record
     */
    void setNeeded(int[] positions, int width) {
        needsAll = false;
        needed = new boolean[width];
        for (int position : positions) {
            needed[position] = true;
        }
    }

    /** The number of fields of the record. */
    int count() {
        return count;
    }

    /** The first line of the record, from 1. */
    long line() {
        return line;
    }

    String text(int position) {
        return texts[position];
    }

    boolean isQuoted(int position) {
        return quoted[position];
    }

    List<String> texts() {
        return new ArrayList<>(Arrays.asList(texts).subList(0, count));
    }

    @Override
    protected RecordType getRecordType() {
        return empty ? RecordType.EMPTY : RecordType.DATA;
    }

    @Override
    protected int getFieldCount() {
        return count;
    }

    @Override
    protected void beginRecord(long startingLine) {
        line = startingLine;
        count = 0;
        empty = false;
    }

    @Override
    protected void addField(char[] buffer, int offset, int length, boolean inQuotes) {
        if (count == texts.length) {
            texts = Arrays.copyOf(texts, 2 * count);
            quoted = Arrays.copyOf(quoted, 2 * count);
        }
        if (needsAll || (count < needed.length && needed[count])) {
            texts[count] = new String(buffer, offset, length);
            quoted[count] = inQuotes;
        }
        count++;
    }

    @Override
    protected void setComment(char[] buffer, int offset, int length) {
        throw new IllegalStateException("comments are switched off");
    }

    @Override
    protected void setEmpty() {
        empty = true;
    }

    @Override
    protected CsvFields buildRecord() {
        return this;
    }
}
