/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.calls;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.sandbox.api.ApiCall;
import io.millrace.sandbox.api.JsonTypeChecks;
import io.millrace.sandbox.api.RequestBody;
import java.util.List;

/** Checks the JSON types of rows that several calls share. */
final class RowChecks {

    private RowChecks() {}

    /** The rows of a batch as user objects; refuses the request if one of them is none. */
    static List<ObjectNode> users(ApiCall call) {
        JsonTypeChecks checks = call.checks();
        List<RequestBody.Row> rows = call.body().rows();
        for (int i = 0; i < rows.size(); i++) {
            String path = call.route().isBatch() ? path(call, i) : "obj";
            user(checks, rows.get(i).node(), path);
        }
        checks.refuseIfAny();
        return rows.stream().map(RequestBody.Row::fields).toList();
    }

    static void user(JsonTypeChecks checks, JsonNode row, String path) {
        if (row.isObject()) {
            checks.text(row, path, "email", "userId")
                    .object(row, path, "dataFields")
                    .flag(row, path, "mergeNestedObjects", "preferUserId");
            identityTexts(checks, row.path("dataFields"), path + ".dataFields");
        } else {
            checks.report(path, "error.expected.jsobject");
        }
    }

    private static void identityTexts(JsonTypeChecks checks, JsonNode fields, String path) {
        if (fields.isObject()) {
            checks.text(fields, path, "email", "userId");
        }
    }

    static String path(ApiCall call, int row) {
        return "obj." + call.route().rowsField() + "[" + row + "]";
    }
}
