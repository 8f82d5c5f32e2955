/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files.format;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** Rows of a file of JSON lines. Blank lines are skipped. */
final class JsonRows implements FileRows {

    private final FileContent content;
    private final BufferedReader text;
    private final JsonObject object;
    private long line;
    private Object[] row = {};

    JsonRows(JsonFormat format, FileContent content, FileColumns columns, DecodedText text) {
        this.content = content;
        this.text = new BufferedReader(text);
        this.object = new JsonObject(columns.projected(), format.refusesMissing());
    }

    @Override
    public boolean next() throws IOException {
        Optional<String> source = nextLine();
        if (source.isEmpty()) {
            return false;
        }
        row = read(source.get());
        return true;
    }

    private Optional<String> nextLine() throws IOException {
        String next;
        do {
            next = text.readLine();
            line++;
        } while (next != null && next.isBlank());
        return Optional.ofNullable(next);
    }

    private Object[] read(String source) throws IOException {
        try (JsonParser parser = JsonValue.JSON.createParser(source)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw content.failure(
                        line, "is not a JSON object; the format is one object a line");
            }
            Object[] read =
                    object.fields(
                            parser,
                            source,
                            (field, fault) -> content.unreadable(line, field, fault));
            if (parser.nextToken() != null) {
                throw content.failure(line, "has more than one JSON object");
            }
            return read;
        } catch (JsonProcessingException e) {
            throw content.failure(line, "is not JSON: " + e.getOriginalMessage());
        } catch (UnreadableValueException e) {
            throw new IllegalStateException("unreadable values are in the row", e);
        }
    }

    @Override
    public Object[] values() {
        return row;
    }

    @Override
    public Set<String> unseen() {
        return new LinkedHashSet<>(object.unseen());
    }

    @Override
    public void close() throws IOException {
        text.close();
    }
}
