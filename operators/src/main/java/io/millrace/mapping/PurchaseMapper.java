/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import io.millrace.row.RowLayout;

/** Rows as requests of {@code commerce/trackPurchase}. A purchase can't be taken back. */
final class PurchaseMapper implements RowMapper {

    private static final String EVENT = "purchase";

    private final PurchaseMapping mapping;
    private final FieldsWriter fields;

    PurchaseMapper(PurchaseMapping mapping, RowLayout layout) {
        this.mapping = mapping;
        this.fields = new FieldsWriter(mapping.dataFields(), NullPolicy.OMIT, layout);
    }

    @Override
    public OperationKind kind() {
        return OperationKind.TRACK_PURCHASE;
    }

    @Override
    public MappedCall added(SyncRow row) {
        byte[] body =
                JsonBody.object(
                        json -> {
                            CommerceItems.writeUser(row, mapping.preferUserId(), json);
                            mapping.traits().write(EVENT, row, json);
                            CommerceItems.writeSome(row, mapping.items(), json);
                            json.writeFieldName("total");
                            json.writeNumber(row.requiredFraction(mapping.total()));
                            fields.writeIfMapped("dataFields", row, json);
                        });
        return MappedCall.of(kind(), body);
    }
}
