/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The JSON types of the parts that several requests share. */
final class RowChecks {

    private RowChecks() {}

    /** The rows of a batch as objects of a user; refused whole if one of them is not. */
    static List<ObjectNode> users(Call call) {
        BadJson checks = call.checks();
        List<Body.Row> rows = call.body().rows();
        for (int i = 0; i < rows.size(); i++) {
            String path = call.endpoint().isBatch() ? path(call, i) : "obj";
            user(checks, rows.get(i).node(), path);
        }
        checks.refuseIfAny();
        return rows.stream().map(Body.Row::fields).toList();
    }

    static void user(BadJson checks, JsonNode row, String path) {
        if (row.isObject()) {
            checks.text(row, path, "email", "userId")
                    .object(row, path, "dataFields")
                    .flag(row, path, "mergeNestedObjects", "preferUserId");
            identityTexts(checks, row.path("dataFields"), path + ".dataFields");
        } else {
            checks.complain(path, "error.expected.jsobject");
        }
    }

    private static void identityTexts(BadJson checks, JsonNode fields, String path) {
        if (fields.isObject()) {
            checks.text(fields, path, "email", "userId");
        }
    }

    static String path(Call call, int row) {
        return "obj." + call.endpoint().rowsField() + "[" + row + "]";
    }
}
