/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan.rule;

import io.millrace.job.definition.FieldTree;
import io.millrace.job.definition.problem.Problems;
import java.util.LinkedHashMap;
import java.util.Map;

/** Merges mapped and static fields into one tree. */
record FieldMerge(Problems problems) {

    /** Merges the trees. A field that is in both is a problem, unless both are groups of fields. */
    FieldTree.Branch merge(FieldTree.Branch left, FieldTree.Branch right, String path) {
        Map<String, FieldTree> merged = new LinkedHashMap<>(left.fields());
        right.fields()
                .forEach(
                        (name, value) -> {
                            FieldTree other = merged.get(name);
                            FieldTree both =
                                    other == null ? value : merge(other, value, path + "." + name);
                            merged.put(name, both);
                        });
        return new FieldTree.Branch(merged, left.at());
    }

    private FieldTree merge(FieldTree left, FieldTree right, String path) {
        return left.match(
                column -> duplicate(left, right, path),
                constant -> duplicate(left, right, path),
                leftBranch ->
                        right.match(
                                column -> duplicate(left, right, path),
                                constant -> duplicate(left, right, path),
                                rightBranch -> merge(leftBranch, rightBranch, path)));
    }

    private FieldTree duplicate(FieldTree left, FieldTree right, String path) {
        problems.error(
                right.at(),
                path,
                "is mapped too, in line " + left.at().line(),
                "Keep one of the two");
        return left;
    }
}
