/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.mapping.Operation;
import io.millrace.mapping.OperationKind;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WrittenNamesTest {

    private static final String MEMBER = "{\"email\":\"a@b.c\",\"dataFields\":{\"plan\":\"x\"}}";
    private static final String BARE = "{\"email\":\"a@b.c\",\"dataFields\":{}}";

    private final WrittenNames plan = new WrittenNames(Set.of("plan"));

    @Test
    void whatHasNothingInCommonIsLeftAsItIs() throws Exception {
        Operation older = OutboxHarness.upsert(1, 7, "a@b.c", "x");

        assertThat(plan.without(new WrittenNames(Set.of("city")), older)).isSameAs(older);
    }

    @Test
    void ofAUserWithoutAFieldLeftNothingGoes() throws Exception {
        Operation left = plan.without(plan, OutboxHarness.upsert(1, 7, "a@b.c", "x"));

        assertThat(left.fault()).isEqualTo(WrittenNames.OVERTAKEN);
        assertThat(left.body()).isEmpty();
    }

    @Test
    void numbersThatAreLeftKeepAllTheirDigits() throws Exception {
        String left =
                "\"spent\":12345678901234567890.1200,\"score\":0.1,\"count\":9007199254740993";
        Operation older =
                OutboxHarness.ask(
                        OperationKind.UPSERT_USER,
                        1,
                        7,
                        "a@b.c",
                        "",
                        "{\"email\":\"a@b.c\",\"dataFields\":{\"plan\":\"x\"," + left + "}}");

        Operation rest = plan.without(plan, older);

        assertThat(new String(rest.body(), StandardCharsets.UTF_8))
                .isEqualTo("{\"email\":\"a@b.c\",\"dataFields\":{" + left + "}}");
    }

    @Test
    void whoDeletesUsersAndWhoWritesThemGoOverEachOther() throws Exception {
        Operation older = OutboxHarness.upsert(1, 7, "a@b.c", "x");

        assertThat(plan.without(WrittenNames.EVERYTHING, older).fault()).isNotEmpty();
        assertThat(WrittenNames.EVERYTHING.without(plan, older).fault()).isNotEmpty();
    }

    @Test
    void aMemberOfAnotherListLosesTheFieldOnly() throws Exception {
        WrittenNames one = new WrittenNames(Set.of("list 1", "plan"));
        WrittenNames other = new WrittenNames(Set.of("list 2", "plan"));
        Operation left = one.without(other, member("1"));

        assertThat(new String(left.body(), StandardCharsets.UTF_8)).isEqualTo(BARE);
        assertThat(left.fault()).isEmpty();
        assertThat(one.without(one, member("1")).fault()).isNotEmpty();
    }

    @Test
    void anItemOfTheSameCatalogIsGoneOver() throws Exception {
        WrittenNames shoes = new WrittenNames(Set.of("shoes"));
        Operation older =
                OutboxHarness.ask(OperationKind.PATCH_CATALOG_ITEM, 1, 7, "17", "shoes", "{}");

        assertThat(shoes.without(shoes, older).fault()).isNotEmpty();
    }

    @Test
    void aFaultOfItsOwnStays() throws Exception {
        Operation faulty = OutboxHarness.faulty(1, 7, "no email");

        assertThat(plan.without(plan, faulty)).isSameAs(faulty);
        assertThat(plan.without(WrittenNames.EVERYTHING, faulty)).isSameAs(faulty);
    }

    private static Operation member(String list) {
        return OutboxHarness.ask(OperationKind.ADD_TO_LIST, 1, 7, "a@b.c", list, MEMBER);
    }
}
