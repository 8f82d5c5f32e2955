/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.diff.Change;
import io.millrace.diff.ChangeKind;
import io.millrace.mapping.operation.Operation;
import io.millrace.mapping.operation.OperationKind;
import io.millrace.row.IdentifierKind;
import io.millrace.row.RowCodec;
import io.millrace.row.RowLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.types.logical.RowType;

/**
 * Changes of rows whose first column is the key and whose second is the identifier; both, and the
 * third, are kept. Texts are given as strings.
 */
public final class MappedRows {

    /** 2020-04-13 14:04:09 UTC. */
    public static final long RUN = 1_586_786_649_000L;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final RowLayout layout;

    public MappedRows(IdentifierKind kind, DataTypes.Field... fields) {
        RowType columns = (RowType) DataTypes.ROW(fields).getLogicalType();
        List<Integer> kept = fields.length > 2 ? List.of(0, 1, 2) : List.of(0, 1);
        this.layout = new RowLayout(columns, List.of(0), 1, kind, kept);
    }

    public static DataTypes.Field id() {
        return DataTypes.FIELD("id", DataTypes.BIGINT());
    }

    public static DataTypes.Field text(String name) {
        return DataTypes.FIELD(name, DataTypes.STRING());
    }

    public Operation added(Mapping mapping, Object... values) {
        return map(mapping, ChangeKind.ADDED, values);
    }

    public Operation changed(Mapping mapping, Object... values) {
        return map(mapping, ChangeKind.CHANGED, values);
    }

    private Operation map(Mapping mapping, ChangeKind kind, Object... values) {
        byte[] row = RowCodec.of(layout.columns()).encode(row(values));
        return new ChangeMapper(layout, mapping).map(new Change(kind, RUN, 1, 2, 3, row));
    }

    public Operation removed(Mapping mapping, Object... values) {
        return removal(mapping, ChangeKind.REMOVED, kept(values));
    }

    /** A row that names another identity now; the values are those of before. */
    public Operation moved(Mapping mapping, Object... values) {
        return removal(mapping, ChangeKind.MOVED, kept(values));
    }

    private byte[] kept(Object... values) {
        return RowCodec.of(layout.columns(), layout.kept()).encode(row(values));
    }

    /** A row last seen when nothing was kept of it. */
    public Operation removedUnkept(Mapping mapping) {
        return removal(mapping, ChangeKind.REMOVED, new byte[0]);
    }

    private Operation removal(Mapping mapping, ChangeKind kind, byte[] row) {
        return new ChangeMapper(layout, mapping).map(new Change(kind, RUN, 1, 2, 3, row));
    }

    private static GenericRowData row(Object... values) {
        GenericRowData row = new GenericRowData(values.length);
        for (int i = 0; i < values.length; i++) {
            row.setField(
                    i, values[i] instanceof String text ? StringData.fromString(text) : values[i]);
        }
        return row;
    }

    public static void assertRequires(Operation operation, OperationKind kind, String body) {
        assertThat(operation.fault()).isEmpty();
        assertThat(operation.kind()).isEqualTo(kind);
        assertThat(json(body(operation))).isEqualTo(json(body));
    }

    public static String body(Operation operation) {
        return new String(operation.body(), StandardCharsets.UTF_8);
    }

    public static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(text, e);
        }
    }
}
