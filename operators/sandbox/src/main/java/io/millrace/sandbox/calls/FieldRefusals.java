/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.calls;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.sandbox.api.ApiRefusal;
import io.millrace.sandbox.project.Json;
import io.millrace.sandbox.project.Schema;
import java.util.Collection;
import java.util.List;

/** Refuses all of a request because of its fields. */
final class FieldRefusals {

    private FieldRefusals() {}

    /** {@code RequestFieldsTypesMismatched}, each clashing field with its types and the value. */
    static ApiRefusal typesMismatched(List<Schema.Clash> clashes, String category) {
        ObjectNode params = Json.object();
        ObjectNode errors = params.putObject("validationErrors");
        for (Schema.Clash clash : clashes) {
            ObjectNode error = errors.putObject(clash.path());
            error.putArray("incomingTypes").add(clash.incoming().wireName());
            error.put("expectedType", clash.expected().wireName());
            error.put("category", category);
            error.set("offendingValue", clash.value());
            error.put("_type", "UnexpectedType");
        }
        return ApiRefusal.of(
                400,
                "RequestFieldsTypesMismatched",
                "The request does not have the same data types as previously received",
                params);
    }

    /** {@code UniqueFieldsLimitExceeded} if the draft would add past the limit. */
    static void checkLimit(Schema.Draft draft, int limit) {
        if (!draft.added().isEmpty() && draft.total() > limit) {
            throw limitExceeded(limit, draft.total(), draft.added());
        }
    }

    static ApiRefusal limitExceeded(int limit, int requestedTotal, Collection<String> newFields) {
        ObjectNode params = Json.object().put("limit", limit).put("requestedTotal", requestedTotal);
        params.set("newFields", Json.strings(newFields));
        return ApiRefusal.of(
                400,
                "UniqueFieldsLimitExceeded",
                "The request would exceed the limit of unique fields",
                params);
    }
}
