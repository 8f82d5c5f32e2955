/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import java.util.List;
import java.util.Map;

/**
 * What a warehouse tells of a relation beside its columns and rows.
 *
 * @param named see {@link io.millrace.snapshot.ReadVerifier.Verification#relation}
 * @param elsewhere whether rows come from another server, which sees them at a moment of its own
 * @param hiding tables of which a policy may hide rows from who reads
 */
record RelationFacts(Map<String, String> named, boolean elsewhere, List<String> hiding) {

    RelationFacts {
        named = Map.copyOf(named);
        hiding = List.copyOf(hiding);
    }

    /** Of a warehouse that is not asked. */
    static RelationFacts none() {
        return new RelationFacts(Map.of(), false, List.of());
    }
}
