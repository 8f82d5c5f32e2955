/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan.rule;

import io.millrace.job.definition.FieldTree;
import io.millrace.job.definition.problem.Problems;
import java.util.LinkedHashMap;
import java.util.Map;

/** Puts mapped and static fields into one tree. */
record FieldMerge(Problems problems) {

    /** Both trees in one; the same field in both is a problem. */
    FieldTree.Branch merge(FieldTree.Branch left, FieldTree.Branch right, String path) {
        Map<String, FieldTree> merged = new LinkedHashMap<>(left.fields());
        right.fields()
                .forEach(
                        (name, value) -> {
                            FieldTree other = merged.get(name);
                            String here = path + "." + name;
                            if (other == null) {
                                merged.put(name, value);
                            } else if (other instanceof FieldTree.Branch a
                                    && value instanceof FieldTree.Branch b) {
                                merged.put(name, merge(a, b, here));
                            } else {
                                problems.error(
                                        value.at(),
                                        here,
                                        "is mapped too, in line " + other.at().line(),
                                        "Keep one of the two");
                            }
                        });
        return new FieldTree.Branch(merged, left.at());
    }
}
