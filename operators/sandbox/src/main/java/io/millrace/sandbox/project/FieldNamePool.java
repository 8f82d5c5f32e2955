/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Shares lists of field names between profiles that have equal names in equal order. */
public final class FieldNamePool {

    private final Map<List<String>, List<String>> known = new HashMap<>();
    private List<String> latest = List.of();

    List<String> share(ObjectNode fields) {
        if (!sameAsLatest(fields)) {
            List<String> names = new ArrayList<>(fields.size());
            fields.fieldNames().forEachRemaining(names::add);
            latest = known.computeIfAbsent(names, List::copyOf);
        }
        return latest;
    }

    private boolean sameAsLatest(ObjectNode fields) {
        if (fields.size() != latest.size()) {
            return false;
        }
        Iterator<String> names = fields.fieldNames();
        for (String name : latest) {
            if (!name.equals(names.next())) {
                return false;
            }
        }
        return true;
    }
}
