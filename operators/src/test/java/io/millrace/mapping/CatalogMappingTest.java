/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import static io.millrace.mapping.MappedRows.assertRequires;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.mapping.field.FieldValue;
import io.millrace.mapping.field.NullPolicy;
import io.millrace.mapping.operation.Operation;
import io.millrace.mapping.operation.OperationKind;
import io.millrace.row.IdentifierKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CatalogMappingTest {

    private static final MappedRows ROWS =
            new MappedRows(
                    IdentifierKind.ITEM_ID,
                    MappedRows.id(),
                    MappedRows.text("sku"),
                    MappedRows.text("name"));

    @Test
    void anItemIsReplacedOrPatched() {
        Operation replaced = ROWS.added(mapping(true, false, Removal.NOTHING), 1L, "a-1", "Tea");
        Operation patched = ROWS.added(mapping(false, false, Removal.NOTHING), 1L, "a-1", null);

        assertRequires(replaced, OperationKind.REPLACE_CATALOG_ITEM, "{\"name\":\"Tea\"}");
        assertThat(replaced.target()).isEqualTo("products");
        assertThat(replaced.identifier()).isEqualTo("a-1");
        assertRequires(patched, OperationKind.PATCH_CATALOG_ITEM, "{}");
    }

    @Test
    void aRemovedRowKeepsOrDeletesItsItem() {
        Operation deleted = ROWS.removed(mapping(true, true, Removal.DELETE), 1L, "a/1", "Tea");

        assertThat(ROWS.removed(mapping(true, true, Removal.NOTHING), 1L, "a", "Tea").kind())
                .isEqualTo(OperationKind.WITHDRAW);
        assertThat(deleted.kind()).isEqualTo(OperationKind.DELETE_CATALOG_ITEM);
        assertThat(deleted.target()).isEqualTo("products");
        assertThat(deleted.identifier()).isEqualTo("a-2f1");
        assertThat(deleted.body()).isEmpty();
    }

    @Test
    void anInvalidIdIsAFaultWithTheFix() {
        assertThat(ROWS.added(mapping(true, false, Removal.NOTHING), 1L, "a_1", "Tea").fault())
                .isEqualTo(
                        "'a_1' can't be an item id: those are letters, digits and dashes; the sync's"
                                + " 'item-ids: encoded' encodes other characters");
        assertThat(
                        ROWS.added(mapping(true, true, Removal.NOTHING), 1L, "_".repeat(86), "Tea")
                                .fault())
                .isEqualTo("the item id has 258 characters, Iterable accepts at most 255");
    }

    @Test
    void encodedIdsArePinned() {
        assertThat(ItemId.encoded("A-7/Größe")).isEqualTo("A--7-2fGr-c3-b6-c3-9fe");
    }

    @Test
    void encodingIsReversible() {
        Random random = new Random(7);
        Map<String, String> texts = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            int length = 1 + random.nextInt(4);
            for (int j = 0; j < length; j++) {
                text.append("a2d-_f/ö".charAt(random.nextInt(8)));
            }
            String id = ItemId.encoded(text.toString());
            assertThat(id).matches("[A-Za-z0-9-]+");
            assertThat(texts.computeIfAbsent(id, any -> text.toString()))
                    .isEqualTo(text.toString());
            assertThat(decoded(id)).isEqualTo(text.toString());
        }
    }

    /** What the documentation says about reading an id back. */
    private static String decoded(String id) {
        List<Byte> bytes = new ArrayList<>();
        for (int i = 0; i < id.length(); i++) {
            if (id.charAt(i) != '-') {
                bytes.add((byte) id.charAt(i));
            } else if (id.charAt(i + 1) == '-') {
                bytes.add((byte) '-');
                i++;
            } else {
                bytes.add((byte) Integer.parseInt(id.substring(i + 1, i + 3), 16));
                i += 2;
            }
        }
        byte[] raw = new byte[bytes.size()];
        for (int i = 0; i < raw.length; i++) {
            raw[i] = bytes.get(i);
        }
        return new String(raw, StandardCharsets.UTF_8);
    }

    private static CatalogMapping mapping(boolean replaces, boolean encodes, Removal removal) {
        return new CatalogMapping(
                "products",
                replaces,
                encodes,
                NullPolicy.OMIT,
                new FieldValue.Nested(Map.of("name", new FieldValue.Column(2))),
                removal);
    }
}
