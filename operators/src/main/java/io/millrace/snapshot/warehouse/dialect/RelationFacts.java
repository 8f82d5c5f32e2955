/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse.dialect;

import java.util.List;
import java.util.Map;

/**
 * What a warehouse reports about a relation apart from its columns and rows.
 *
 * @param properties see {@link io.millrace.snapshot.ReadVerifier.Verification#relation}
 * @param foreign whether rows come from another server, which does not take part in a snapshot
 * @param tablesHidingRows tables whose row security may hide rows from the reading role
 */
public record RelationFacts(
        Map<String, String> properties, boolean foreign, List<String> tablesHidingRows) {

    public RelationFacts {
        properties = Map.copyOf(properties);
        tablesHidingRows = List.copyOf(tablesHidingRows);
    }

    /** The facts of a warehouse that reports nothing. */
    public static RelationFacts none() {
        return new RelationFacts(Map.of(), false, List.of());
    }
}
