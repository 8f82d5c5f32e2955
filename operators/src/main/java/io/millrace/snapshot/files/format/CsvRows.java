/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files.format;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;

/**
 * Rows of a CSV file. Columns are found by their names in the header. A record with more or fewer
 * fields than the header fails, because its values may be shifted. Blank lines are skipped.
 */
final class CsvRows implements FileRows {

    private static final int MOST_CHARACTERS = 64 * 1024 * 1024;

    private final CsvFormat format;
    private final FileContent content;
    private final RowType projected;
    private final CsvReader<CsvFields> reader;
    private final Iterator<CsvFields> records;
    private final CsvFields fields = new CsvFields();
    private final TextValue[] values;
    private final boolean[] isText;
    private final int[] positions;
    private final int width;
    private Object[] row = {};

    CsvRows(CsvFormat format, FileContent content, FileColumns columns, DecodedText text) {
        this.format = format;
        this.content = content;
        this.projected = columns.projected();
        this.reader =
                CsvReader.builder()
                        .fieldSeparator(format.delimiter())
                        .quoteCharacter(format.quoteCharacter())
                        .commentStrategy(CommentStrategy.NONE)
                        .skipEmptyLines(true)
                        .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                        .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                        .allowUnclosedQuote(false)
                        .allowExtraCharsAfterClosingQuote(false)
                        .maxBufferSize(MOST_CHARACTERS)
                        .build(fields, text);
        this.records = reader.iterator();
        List<LogicalType> types = projected.getChildren();
        this.values =
                types.stream().map(type -> JsonValue.ofText(type, false)).toArray(TextValue[]::new);
        this.isText = new boolean[types.size()];
        for (int column = 0; column < isText.length; column++) {
            isText[column] = TextValue.isText(types.get(column));
        }
        List<String> names = format.header() ? header(columns) : columns.declared().getFieldNames();
        this.width = names.size();
        this.positions = columns.positions(names, content);
        fields.setNeeded(positions, width);
    }

    private List<String> header(FileColumns columns) {
        if (!advance()) {
            throw content.failure("has no header line: it is empty");
        }
        List<String> names = fields.texts().stream().map(String::strip).toList();
        Set<String> found = new HashSet<>();
        for (String name : names) {
            if (!name.isEmpty() && !found.add(name)) {
                throw content.failure(
                        fields.line(),
                        "the header has two columns '" + name + "'; rename one of the two");
            }
        }
        if (names.size() == 1 && columns.declared().getFieldCount() > 1) {
            throw content.failure(
                    fields.line(),
                    "the header has one column, '"
                            + names.get(0)
                            + "'; is '"
                            + format.delimiter()
                            + "' the delimiter? (see 'csv.delimiter')");
        }
        return names;
    }

    @Override
    public boolean next() {
        if (!advance()) {
            return false;
        }
        if (fields.count() != width) {
            throw content.failure(
                    fields.line(),
                    String.format(
                            "has %d fields, %s %d; is a value with a delimiter or a line break not"
                                    + " in quotes?",
                            fields.count(),
                            format.header() ? "the header has" : "the table declares",
                            width));
        }
        Object[] converted = new Object[positions.length];
        for (int column = 0; column < converted.length; column++) {
            converted[column] = value(column);
        }
        row = converted;
        return true;
    }

    private boolean advance() {
        try {
            if (!records.hasNext()) {
                return false;
            }
            records.next();
            return true;
        } catch (CsvParseException e) {
            throw new FilesException(
                    content.name() + ", line " + fields.line() + ": is not CSV: " + rootMessage(e),
                    e);
        } catch (UncheckedIOException e) {
            throw new FilesException(
                    content.name()
                            + ": can't be read after line "
                            + fields.line()
                            + ": "
                            + rootMessage(e),
                    e);
        }
    }

    private static String rootMessage(Throwable error) {
        Throwable root = error;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }

    /** Returns the converted value, null, or an {@link UnreadableValue}. */
    private Object value(int column) {
        String text = fields.text(positions[column]);
        boolean isNull =
                format.isNull(text, fields.isQuoted(positions[column]))
                        || (!isText[column] && text.isBlank());
        if (isNull) {
            return null;
        }
        try {
            return values[column].of(text);
        } catch (UnreadableValueException e) {
            return content.unreadable(fields.line(), projected.getFields().get(column), e);
        }
    }

    @Override
    public Object[] values() {
        return row;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
