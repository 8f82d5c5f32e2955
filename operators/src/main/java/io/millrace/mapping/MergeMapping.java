/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import io.millrace.row.IdentifierKind;
import io.millrace.row.RowLayout;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a row becomes a merge of two users. The identifier is the one that stays.
 *
 * @param source position of the column that names the user who goes
 * @param sourceKind as what it does
 * @param arrays fields whose arrays are combined, with the field that tells their elements apart;
 *     empty text: none does
 */
public record MergeMapping(int source, IdentifierKind sourceKind, Map<String, String> arrays)
        implements Mapping {

    public MergeMapping {
        arrays = Collections.unmodifiableMap(new LinkedHashMap<>(arrays));
    }

    @Override
    public RowMapper open(RowLayout layout) {
        return new MergeMapper(this);
    }

    @Override
    public boolean asksOnce(IdentifierKind matchedBy) {
        return true;
    }
}
