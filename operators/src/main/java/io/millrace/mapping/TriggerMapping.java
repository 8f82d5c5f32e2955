/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import io.millrace.row.IdentifierKind;
import io.millrace.row.RowLayout;

/**
 * How a row becomes a message or the start of a journey.
 *
 * @param kind TRIGGER_JOURNEY or one of the SEND kinds
 * @param id of the journey or the campaign
 * @param sendAtPosition when the message is to go; {@link EventTraits#NO_COLUMN} for at once
 * @param allowsRepeats false if a marketing campaign reaches a user once
 */
public record TriggerMapping(
        OperationKind kind,
        int id,
        int sendAtPosition,
        boolean allowsRepeats,
        FieldValue.Nested dataFields)
        implements Mapping {

    @Override
    public RowMapper open(RowLayout layout) {
        return new TriggerMapper(this, layout);
    }

    @Override
    public boolean asksOnce(IdentifierKind matchedBy) {
        return true;
    }
}
