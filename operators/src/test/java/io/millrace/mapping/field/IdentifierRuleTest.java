/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping.field;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.mapping.CatalogMapping;
import io.millrace.mapping.EmailChangeMapping;
import io.millrace.mapping.MappedRows;
import io.millrace.mapping.MergeMapping;
import io.millrace.mapping.Removal;
import io.millrace.mapping.UserIdChangeMapping;
import io.millrace.mapping.UserMapping;
import io.millrace.mapping.operation.Operation;
import io.millrace.row.IdentifierKind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** White space around an identifier is removed. Invisible characters within it are spelled out. */
class IdentifierRuleTest {

    private static final UserMapping USERS =
            new UserMapping(
                    new FieldValue.Nested(Map.of()),
                    NullPolicy.SEND,
                    false,
                    false,
                    true,
                    Removal.DELETE);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "k@example.com ",
                "k@example.com\n",
                "\u00a0k@example.com",
                "k@example.com\u200b",
                "\ufeffk@example.com",
                "\t k@example.com\u2007\u202f"
            })
    void whiteSpaceAroundAnAddressIsNotSent(String held) {
        Operation added = rows(IdentifierKind.EMAIL).added(USERS, 1L, held);
        Operation removed = rows(IdentifierKind.EMAIL).removed(USERS, 1L, held);

        assertThat(MappedRows.body(added)).startsWith("{\"email\":\"k@example.com\"");
        assertThat(added.identifier()).isEqualTo("k@example.com");
        assertThat(MappedRows.body(removed)).isEqualTo("{\"email\":\"k@example.com\"}");
    }

    @Test
    void whiteSpaceAroundAUserIdIsNotSent() {
        assertThat(MappedRows.body(rows(IdentifierKind.USER_ID).added(USERS, 1L, " u 1\u00a0")))
                .startsWith("{\"userId\":\"u 1\"");
    }

    @Test
    void caseAndWhiteSpaceDoNotChangeTheIdentity() {
        for (String same : List.of("K@EXAMPLE.com", " k@example.com", "k@example.com\u200b")) {
            assertThat(IdentifierKind.EMAIL.normalise(same)).isEqualTo("k@example.com");
        }
        assertThat(IdentifierKind.USER_ID.normalise("U1 ")).isEqualTo("U1");
        assertThat(IdentifierKind.ITEM_ID.normalise("U1 ")).isEqualTo("U1 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\u00a0", "\u200b\ufeff", "\u0000"})
    void invisibleTextIsBlank(String held) {
        assertThat(rows(IdentifierKind.EMAIL).added(USERS, 1L, held).fault())
                .isEqualTo("the identifier column 'who' is null or blank");
    }

    @Test
    void invisibleCharactersInAnIdentifierAreSpelledOut() {
        assertThat(rows(IdentifierKind.EMAIL).added(USERS, 1L, "d\u200b@example\u00a0.com").fault())
                .isEqualTo(
                        "the identifier column 'who': 'd<U+200B>@example<U+00A0>.com' has an"
                                + " invisible character");
        assertThat(rows(IdentifierKind.USER_ID).added(USERS, 1L, "u\u200b1").fault())
                .isEqualTo(
                        "the identifier column 'who': 'u<U+200B>1' can't be a user id: those are"
                                + " printable ASCII characters");
        assertThat(rows(IdentifierKind.USER_ID).added(USERS, 1L, "u".repeat(53)).fault())
                .endsWith("has 53 characters, and a user id has at most 52");
        assertThat(rows(IdentifierKind.EMAIL).added(USERS, 1L, "a\ud83d@example.com").fault())
                .contains("half a character");
    }

    @Test
    void whatOnlyIterableCanDecideIsSent() {
        for (String odd :
                List.of("Eve <f@example.com>", "g@example.com.", "zo\u00eb@example.com")) {
            assertThat(rows(IdentifierKind.EMAIL).added(USERS, 1L, odd).fault()).isEmpty();
        }
    }

    @Test
    void invisibleCharactersInAnItemIdAreSpelledOut() {
        CatalogMapping items =
                new CatalogMapping(
                        "c",
                        true,
                        false,
                        NullPolicy.OMIT,
                        new FieldValue.Nested(Map.of()),
                        Removal.NOTHING);

        assertThat(rows(IdentifierKind.ITEM_ID).added(items, 1L, "a\u00a0").fault())
                .startsWith("'a<U+00A0>' can't be an item id");
    }

    @Test
    void otherIdentifiersOfARowAreCleanedTheSameWay() {
        MappedRows rows =
                new MappedRows(
                        IdentifierKind.USER_ID,
                        MappedRows.id(),
                        MappedRows.text("who"),
                        MappedRows.text("other"));

        assertThat(
                        MappedRows.body(
                                rows.added(
                                        new EmailChangeMapping(2, true), 1L, "u", " n@b.cd\u200b")))
                .contains("\"newEmail\":\"n@b.cd\"");
        assertThat(MappedRows.body(rows.added(new UserIdChangeMapping(2), 1L, "u", "new ")))
                .contains("\"userId\":\"new\"");
        assertThat(
                        rows.added(
                                        new MergeMapping(2, IdentifierKind.USER_ID, Map.of()),
                                        1L,
                                        "u",
                                        "u\u00a0")
                                .fault())
                .isEqualTo("column 'other': is the user that is to remain");
    }

    private static MappedRows rows(IdentifierKind kind) {
        return new MappedRows(kind, MappedRows.id(), MappedRows.text("who"));
    }
}
