/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import io.millrace.diff.Change;
import io.millrace.mapping.field.ColumnJson;
import io.millrace.mapping.field.IdentifierRule;
import io.millrace.mapping.field.SyncRow;
import io.millrace.mapping.field.UnmappableException;
import io.millrace.mapping.operation.Operation;
import io.millrace.mapping.operation.OperationKind;
import io.millrace.row.IdentifierText;
import io.millrace.row.RowCodec;
import io.millrace.row.RowLayout;
import io.millrace.row.RowText;
import io.millrace.row.value.UnicodeText;
import java.util.Optional;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;

/**
 * Maps changes to operations. A row that can't be sent becomes an operation with a fault, never an
 * exception. Not thread-safe.
 */
public final class ChangeMapper {

    private static final byte[] NO_BODY = new byte[0];

    private final RowLayout layout;
    private final RowMapper mapper;
    private final boolean isSentOnce;
    private final SyncRow.Format format;
    private final RowCodec codec;
    private final RowCodec keptCodec;
    private final RowText keyText;

    public ChangeMapper(RowLayout layout, Mapping mapping) {
        this.layout = layout;
        this.mapper = mapping.rowMapper(layout);
        this.isSentOnce = mapping.isSentOnce(layout.identifierKind());
        this.format = new SyncRow.Format(layout);
        this.codec = RowCodec.of(layout.columns());
        this.keptCodec = RowCodec.of(layout.columns(), layout.kept());
        this.keyText = RowText.ofKey(layout);
    }

    public Operation map(Change change) {
        return switch (change.kind()) {
            case ADDED -> present(change);
            case CHANGED -> isSentOnce ? present(change).amending() : present(change);
            case REMOVED, MOVED -> removed(change);
            case HELD -> duplicated(change).amending();
            case WITHDRAWN -> withdraw(change);
        };
    }

    private Operation present(Change change) {
        RowData values = codec.decode(change.row());
        String key = keyText.of(values);
        Optional<String> value = identifier(values);
        Optional<RowCodec.Unreadable> unreadable = codec.unreadable(change.row());
        if (unreadable.isPresent()) {
            return unsendable(change, key, value.orElse(""), fault(unreadable.get()));
        }
        if (value.isEmpty()) {
            return unsendable(change, key, "", identifierColumn() + " is null or blank");
        }
        String identifier = value.get();
        try {
            requireValidText(values, identifier);
            identifier = mapper.identifier(checked(identifier));
            SyncRow row = format.row(values, identifier, change.run());
            return operation(change, key, row.identifier(), mapper.added(row));
        } catch (UnmappableException e) {
            return unsendable(change, key, identifier, e.getMessage());
        }
    }

    private String fault(RowCodec.Unreadable unreadable) {
        String column = layout.columns().getFieldNames().get(unreadable.column());
        return "column '" + column + "': " + unreadable.message();
    }

    private Operation duplicated(Change change) {
        String key = keyText.of(codec.decode(change.row()));
        return unsendable(change, key, "", "more than one row of a run has this key");
    }

    /**
     * A row that could never be sent has written nothing. The same holds for a row whose kept
     * columns are unknown, because the sync had no removals when the row was last seen.
     */
    private Operation removed(Change change) {
        if (layout.kept().isEmpty() || change.row().length == 0) {
            return withdraw(change);
        }
        RowData values = atLayoutPositions(keptCodec.decode(change.row()));
        Optional<String> value = identifier(values);
        if (value.isEmpty()) {
            return withdraw(change);
        }
        try {
            String identifier = mapper.identifier(checked(value.get()));
            SyncRow row = format.row(values, identifier, change.run());
            MappedCall call = mapper.removed(row);
            Operation operation = operation(change, keyText.of(values), identifier, call);
            return call.kind() == OperationKind.WITHDRAW ? operation : operation.removing();
        } catch (UnmappableException e) {
            return withdraw(change);
        }
    }

    /** A row of the layout in which only the kept columns have values. */
    private RowData atLayoutPositions(RowData kept) {
        GenericRowData row = new GenericRowData(layout.columns().getFieldCount());
        for (int i = 0; i < layout.kept().size(); i++) {
            int position = layout.kept().get(i);
            row.setField(
                    position,
                    RowData.createFieldGetter(layout.columns().getTypeAt(position), i)
                            .getFieldOrNull(kept));
        }
        return row;
    }

    private Optional<String> identifier(RowData values) {
        int position = layout.identifier();
        return IdentifierText.of(values, position, layout.columns().getTypeAt(position))
                .map(layout.identifierKind()::clean);
    }

    private void requireValidText(RowData values, String identifier) {
        boolean mayHoldHalfCharacter = identifier.indexOf(UnicodeText.REPLACEMENT) >= 0;
        if (mayHoldHalfCharacter) {
            ColumnJson.wholeText(values.getString(layout.identifier()));
        }
    }

    private String checked(String identifier) {
        try {
            return IdentifierRule.checked(layout.identifierKind(), identifier);
        } catch (UnmappableException e) {
            throw new UnmappableException(identifierColumn() + ": " + e.getMessage());
        }
    }

    private String identifierColumn() {
        String column = layout.columns().getFieldNames().get(layout.identifier());
        return "the identifier column '" + column + "'";
    }

    private Operation unsendable(Change change, String key, String identifier, String fault) {
        return new Operation(
                mapper.kind(),
                change.run(),
                change.keyHigh(),
                change.keyLow(),
                change.route(),
                key,
                identifier,
                "",
                NO_BODY,
                fault);
    }

    private static Operation withdraw(Change change) {
        return operation(change, "", "", MappedCall.WITHDRAW);
    }

    private static Operation operation(
            Change change, String key, String identifier, MappedCall call) {
        boolean isCall = call.kind() != OperationKind.WITHDRAW;
        return new Operation(
                call.kind(),
                change.run(),
                change.keyHigh(),
                change.keyLow(),
                change.route(),
                isCall ? key : "",
                isCall ? identifier : "",
                call.target(),
                call.body(),
                "");
    }
}
