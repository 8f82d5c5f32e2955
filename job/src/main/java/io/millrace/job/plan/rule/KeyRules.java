/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan.rule;

import io.millrace.job.definition.SyncDefinition;
import io.millrace.job.definition.problem.Problems;
import io.millrace.job.definition.problem.ValueAt;
import io.millrace.job.model.Model;
import io.millrace.job.model.ViewModel;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.flink.table.types.logical.LogicalType;

/** Determines the primary key of a sync's rows. */
record KeyRules(SyncDefinition sync, SyncScope scope, Model model, Problems problems) {

    /** The names of the key columns; empty if there is no usable key. */
    List<String> key() {
        List<String> key = declaredKey();
        boolean usable = true;
        for (String column : key) {
            LogicalType type = scope.columns().get(column);
            if (!ColumnTypes.isKey(type)) {
                usable = false;
                problems.error(
                        model.at(),
                        model.name() + "." + column,
                        "is " + type.asSummaryString() + " and can't be part of a primary key",
                        "Use columns whose values can be compared");
            }
        }
        return usable ? key : List.of();
    }

    private List<String> declaredKey() {
        boolean view = model instanceof ViewModel;
        if (!sync.key().isEmpty() && !view) {
            problems.error(
                    sync.key().get(0).at(),
                    "key",
                    "is for views; '" + model.name() + "' is a table",
                    "Declare PRIMARY KEY (...) NOT ENFORCED in its CREATE TABLE, and remove this");
            return List.of();
        }
        if (!sync.key().isEmpty()) {
            return givenKey();
        }
        if (model.primaryKey().isEmpty()) {
            reportMissing(view);
        }
        return model.primaryKey();
    }

    private void reportMissing(boolean view) {
        if (view) {
            problems.error(
                    sync.at(),
                    "key",
                    "view '"
                            + model.name()
                            + "' has no primary key: table '"
                            + model.base().name()
                            + "' declares none, or its columns are not all in the view",
                    "Name the key's columns: 'key: [<column>]'");
        } else {
            problems.error(
                    model.at(),
                    model.name(),
                    "has no primary key",
                    "Add PRIMARY KEY (<columns>) NOT ENFORCED; it identifies a row from run to run");
        }
    }

    private List<String> givenKey() {
        Set<String> key = new LinkedHashSet<>();
        boolean right = true;
        for (ValueAt<String> column : sync.key()) {
            right &= scope.checkExists(column.value(), column.at(), "key");
            if (!key.add(column.value())) {
                right = false;
                problems.error(column.at(), "key", "names '" + column.value() + "' twice", "");
            }
        }
        return right ? List.copyOf(key) : List.of();
    }
}
