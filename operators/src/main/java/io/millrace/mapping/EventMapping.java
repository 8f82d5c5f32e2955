/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import io.millrace.row.RowLayout;

/** How a row becomes a custom event. The same id overwrites the event. */
public record EventMapping(EventTraits traits, ValueSource eventName, FieldValue.Nested dataFields)
        implements Mapping {

    @Override
    public Mapping typed(FieldTypes types) {
        return new EventMapping(traits, eventName, dataFields.typed(types));
    }

    @Override
    public RowMapper open(RowLayout layout) {
        return new EventMapper(this, layout);
    }
}
