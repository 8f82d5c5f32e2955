/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import io.millrace.diff.Change;
import io.millrace.row.IdentifierText;
import io.millrace.row.RowCodec;
import io.millrace.row.RowLayout;
import io.millrace.row.RowText;
import io.millrace.row.UnicodeText;
import java.util.Optional;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;

/**
 * Makes of a change what it asks of Iterable, or of the outbox. A row that can't be sent is an
 * operation with a fault. Not thread-safe.
 */
public final class ChangeMapper {

    private static final byte[] NO_BODY = new byte[0];

    private final RowLayout layout;
    private final RowMapper mapper;
    private final boolean asksOnce;
    private final SyncRow.Format format;
    private final RowCodec codec;
    private final RowCodec keptCodec;
    private final RowText keyText;

    public ChangeMapper(RowLayout layout, Mapping mapping) {
        this.layout = layout;
        this.mapper = mapping.open(layout);
        this.asksOnce = mapping.asksOnce(layout.identifierKind());
        this.format = new SyncRow.Format(layout);
        this.codec = RowCodec.of(layout.columns());
        this.keptCodec = RowCodec.of(layout.columns(), layout.kept());
        this.keyText = RowText.ofKey(layout);
    }

    public Operation map(Change change) {
        return switch (change.kind()) {
            case ADDED -> present(change);
            case CHANGED -> asksOnce ? present(change).amending() : present(change);
            case REMOVED, MOVED -> removed(change);
            case HELD -> held(change).amending();
            case WITHDRAWN -> withdraw(change);
        };
    }

    private Operation present(Change change) {
        RowData values = codec.decode(change.row());
        String key = keyText.of(values);
        Optional<String> held = identifier(values);
        Optional<RowCodec.Unreadable> unreadable = codec.unreadable(change.row());
        if (unreadable.isPresent()) {
            return unsendable(change, key, held.orElse(""), fault(unreadable.get()));
        }
        if (held.isEmpty()) {
            return unsendable(change, key, "", identifierColumn() + " is null or blank");
        }
        String identifier = held.get();
        try {
            requireWhole(values, identifier);
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

    private Operation held(Change change) {
        String key = keyText.of(codec.decode(change.row()));
        return unsendable(change, key, "", "more than one row of a run has this key");
    }

    /**
     * A row that could never be sent, and one last seen before its removal asked for anything, have
     * nothing to undo.
     */
    private Operation removed(Change change) {
        if (layout.kept().isEmpty() || change.row().length == 0) {
            return withdraw(change);
        }
        RowData values = whole(keptCodec.decode(change.row()));
        Optional<String> held = identifier(values);
        if (held.isEmpty()) {
            return withdraw(change);
        }
        try {
            String identifier = mapper.identifier(checked(held.get()));
            SyncRow row = format.row(values, identifier, change.run());
            Operation asked =
                    operation(change, keyText.of(values), identifier, mapper.removed(row));
            return asked.kind() == OperationKind.WITHDRAW ? asked : asked.removing();
        } catch (UnmappableException e) {
            return withdraw(change);
        }
    }

    /** The kept columns where they stand in the layout; the others are null. */
    private RowData whole(RowData kept) {
        GenericRowData whole = new GenericRowData(layout.columns().getFieldCount());
        for (int i = 0; i < layout.kept().size(); i++) {
            int position = layout.kept().get(i);
            whole.setField(
                    position,
                    RowData.createFieldGetter(layout.columns().getTypeAt(position), i)
                            .getFieldOrNull(kept));
        }
        return whole;
    }

    private Optional<String> identifier(RowData values) {
        int position = layout.identifier();
        return IdentifierText.of(values, position, layout.columns().getTypeAt(position))
                .map(layout.identifierKind()::clean);
    }

    private void requireWhole(RowData values, String identifier) {
        boolean mayBeHalf = identifier.indexOf(UnicodeText.REPLACEMENT) >= 0;
        if (mayBeHalf) {
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
            Change change, String key, String identifier, MappedCall request) {
        boolean asks = request.kind() != OperationKind.WITHDRAW;
        return new Operation(
                request.kind(),
                change.run(),
                change.keyHigh(),
                change.keyLow(),
                change.route(),
                asks ? key : "",
                asks ? identifier : "",
                request.target(),
                request.body(),
                "");
    }
}
