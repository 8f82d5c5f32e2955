/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import io.millrace.mapping.field.DataFieldsWriter;
import io.millrace.mapping.field.FieldTypes;
import io.millrace.mapping.field.FieldValue;
import io.millrace.mapping.field.NullPolicy;
import io.millrace.mapping.field.SyncRow;
import io.millrace.mapping.operation.OperationKind;
import io.millrace.row.RowLayout;

/**
 * Maps a row to a request of {@code commerce/trackPurchase}. Iterable has no call that removes a
 * purchase.
 *
 * @param items position of the column that holds the items, see {@link CommerceItems}
 * @param total position of the amount paid
 * @param preferUserId true to create unknown user ids in an email-based project
 */
public record PurchaseMapping(
        EventTraits traits,
        int items,
        int total,
        boolean preferUserId,
        FieldValue.Nested dataFields)
        implements Mapping {

    /** Iterable's name of the event that a purchase creates. */
    private static final String EVENT = "purchase";

    @Override
    public Mapping withTypes(FieldTypes types) {
        return new PurchaseMapping(traits, items, total, preferUserId, dataFields.withTypes(types));
    }

    @Override
    public RowMapper rowMapper(RowLayout layout) {
        return new Mapper(layout);
    }

    private final class Mapper implements RowMapper {

        private final DataFieldsWriter writer;

        Mapper(RowLayout layout) {
            this.writer = new DataFieldsWriter(dataFields, NullPolicy.OMIT, layout);
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
                                CommerceItems.writeUser(row, preferUserId, json);
                                traits.write(EVENT, row, json);
                                CommerceItems.writeAtLeastOne(row, items, json);
                                json.writeFieldName("total");
                                json.writeNumber(row.requiredFraction(total));
                                writer.writeIfMapped("dataFields", row, json);
                            });
            return MappedCall.of(kind(), body);
        }
    }
}
