/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.definition.Folder;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two syncs that write the same to Iterable; {@code syncs/customers.yaml} maps firstName. */
final class OwnerRulesTest {

    private static final String IN_EMAIL_PROJECT =
            """
            iterable:
              base-url: US
              api-key: ${ITERABLE_API_KEY}
              project-type: email
            """;
    private static final String EMAIL = "identifier: {email: email}\n";

    @TempDir private Path path;
    private Folder folder;

    @BeforeEach
    void open() {
        folder = new Folder(path);
    }

    @Test
    void aProfileFieldOfTwoSyncsIsRefusedWithBothFilesAndTheWayOut() {
        sync("second", "users", EMAIL + "mappings:\n  city: city\n  firstName: first_name\n");

        assertThat(folder.problems())
                .containsExactly(
                        "syncs/second.yaml:7  mappings.firstName  profile field 'firstName' is"
                                + " written by syncs/customers.yaml:7 (mappings.firstName) too. Write"
                                + " it in one of the two files; for the rows of both, combine their"
                                + " models in a view");
    }

    @Test
    void allCommonFieldsOfTwoSyncsAreOneProblem() {
        sync("one", "users", EMAIL + "mappings: {city: city, age: age}\n");
        sync("two", "users", EMAIL + "mappings: {age: age}\nstatic: {city: Rome}\n");

        assertThat(folder.problems())
                .singleElement()
                .asString()
                .startsWith("syncs/two.yaml:5  mappings.age  profile field 'age' is written by")
                .contains("syncs/one.yaml:5 (mappings.age) too, and so is profile field 'city'");
    }

    @Test
    void syncsOfDifferentFieldsAreRight() {
        sync("cities", "users", EMAIL + "mappings: {city: city}\n");
        sync("ages", "users", "identifier: {userId: id}\nmappings: {age: age}\n");

        assertThat(folder.problems()).isEmpty();
    }

    @Test
    void aListWritesTheProfileAsUsersDo() {
        sync("vips", "lists", EMAIL + "list: {id: 7}\nmappings: {firstName: first_name}\n");

        assertThat(folder.problems())
                .singleElement()
                .asString()
                .startsWith("syncs/vips.yaml:6  mappings.firstName  profile field 'firstName'");
    }

    @Test
    void aDisabledSyncKeepsItsFields() {
        sync("off", "users", EMAIL + "enabled: false\nmappings: {firstName: first_name}\n");

        assertThat(folder.problems())
                .filteredOn(problem -> problem.contains("mappings.firstName"))
                .singleElement()
                .asString()
                .endsWith("a disabled sync keeps what it writes until its file is removed");
    }

    @Test
    void anObjectThatIsReplacedIsOneField() {
        sync("first", "users", EMAIL + "mappings: {name: {first: first_name}}\n");
        sync("last", "users", EMAIL + "mappings: {name: {last: city}}\n");

        assertThat(folder.problems()).singleElement().asString().contains("profile field 'name'");
    }

    @Test
    void anObjectThatIsMergedHasItsFieldsApart() {
        String merged = EMAIL + "merge-nested-objects: true\n";
        sync("first", "users", merged + "mappings: {name: {first: first_name}}\n");
        sync("last", "users", merged + "mappings: {name: {last: city}}\n");
        assertThat(folder.problems()).isEmpty();

        sync("whole", "users", EMAIL + "static: {name: {title: none}}\n");
        assertThat(folder.problems())
                .hasSize(2)
                .allMatch(problem -> problem.contains("profile field 'name"));
    }

    @Test
    void aSyncThatDeletesUsersOwnsItsFieldsOnly() {
        sync("gone", "users", EMAIL + "mappings: {age: age}\non-removal: delete\n");
        sync("closed", "delete", EMAIL);
        sync("erased", "forget", EMAIL);

        assertThat(folder.problems()).noneMatch(problem -> problem.contains("written by"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "list: {id: 7} | list: {id: 7} | list.id  list 7 is written by",
                "list: {name: VIPs} | list: {name: VIPs} | list.name  list 'VIPs' is written by",
            })
    void aListHasOneOwner(String one, String other, String problem) {
        sync("first", "lists", EMAIL + one + "\n");
        sync("other", "lists", EMAIL + other + "\n");

        assertThat(folder.problems())
                .singleElement()
                .asString()
                .startsWith("syncs/other.yaml:5  " + problem);
    }

    @Test
    void listsThatDifferAreRight() {
        sync("first", "lists", EMAIL + "list: {id: 7}\n");
        sync("other", "lists", EMAIL + "list: {id: 8}\n");
        sync("named", "lists", EMAIL + "list: {name: VIPs}\n");

        assertThat(folder.problems()).isEmpty();
    }

    @Test
    void aMessageTypeHasOneOwner() {
        sync("first", "subscriptions", incremental("message-type", "id: 3"));
        sync("channel", "subscriptions", incremental("channel", "id: 3"));
        sync("later", "subscriptions", incremental("message-type", "id: 4"));
        assertThat(folder.problems()).isEmpty();

        sync("other", "subscriptions", incremental("message-type", "id: 3"));
        assertThat(folder.problems())
                .singleElement()
                .asString()
                .contains("subscription.id  message type 3 is written by");
    }

    /** Which subscriptions the rows have is not known before they are read. */
    @Test
    void aColumnOfSubscriptionsOwnsAllOfItsGroup() {
        sync("all", "subscriptions", incremental("channel", "id-column: id"));
        sync("one", "subscriptions", incremental("channel", "id: 4"));

        assertThat(folder.problems())
                .singleElement()
                .asString()
                .startsWith("syncs/one.yaml:4  subscription.id  channel 4 is written by")
                .contains("syncs/all.yaml:4 (subscription.id-column)");
    }

    @Test
    void aSubscriptionToAListIsAListOfASync() {
        sync("list", "lists", EMAIL + "list: {id: 7}\n");
        sync("subscribed", "subscriptions", incremental("list", "id: 7"));

        assertThat(folder.problems()).singleElement().asString().contains("list 7 is written by");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "carts | items: first_name | the cart of a user",
                "email-changes | new-email: first_name | the address of a user",
                "user-id-changes | new-user-id: first_name | the userId of a user",
            })
    void aPartOfTheUserHasOneOwner(String type, String key, String what) {
        folder.file("millrace.yaml", IN_EMAIL_PROJECT);
        sync("first", type, EMAIL + key + "\n");
        sync("other", type, EMAIL + key + "\n");

        assertThat(folder.problems()).singleElement().asString().contains(what + " is written by");
    }

    @Test
    void eventsHaveNoOwner() {
        sync("opened", "events", EMAIL + "event-name: opened\nmappings: {age: age}\n");
        sync("closed", "events", EMAIL + "event-name: closed\nmappings: {age: age}\n");

        assertThat(folder.problems()).isEmpty();
    }

    @Test
    void patchesOfDifferentFieldsOfACatalogAreRight() {
        catalog("prices", "patch", "price: age");
        catalog("names", "patch", "name: first_name");

        assertThat(folder.problems()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "patch, patch, price: city, field 'price' of catalog 'shop' is written by",
        "patch, replace, name: city, field 'price' of catalog 'shop' is written by",
        "replace, patch, name: city, field 'name' of catalog 'shop' is written by",
        "replace, replace, name: city, all fields of catalog 'shop' are written by"
    })
    void aFieldOfACatalogThatTwoSyncsWriteIsWarnedOf(
            String last, String first, String fields, String message) {
        catalog("first", first, fields);
        catalog("prices", last, "price: age");

        assertThat(folder.problems())
                .singleElement()
                .asString()
                .startsWith("syncs/prices.yaml")
                .contains("warning: " + message)
                .contains("No item may be in both models");
    }

    private void catalog(String name, String mode, String fields) {
        sync(
                name,
                "catalog",
                "identifier: {itemId: id}\ncatalog: shop\nmode: "
                        + mode
                        + "\nmappings: {"
                        + fields
                        + "}\n");
    }

    private static String incremental(String group, String id) {
        return "subscription: {group: " + group + ", " + id + "}\nmode: incremental\n" + EMAIL;
    }

    private void sync(String name, String type, String more) {
        folder.file(
                "syncs/" + name + ".yaml",
                "model: customers\ntype: " + type + "\nschedule: every 1 h\n" + more);
    }
}
