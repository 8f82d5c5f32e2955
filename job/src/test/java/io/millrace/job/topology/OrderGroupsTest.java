/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.definition.Folder;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrderGroupsTest {

    @TempDir private Path path;
    private Folder folder;

    @BeforeEach
    void open() {
        folder = new Folder(path);
    }

    @Test
    void syncsThatWriteNothingInCommonShareNoOrder() {
        users("cities", "city: city");
        event("opened");
        event("closed");

        assertThat(groups()).isEmpty();
    }

    @Test
    void syncsOfOneFieldShareAnOrderAlsoOverOthers() {
        users("both", "firstName: first_name, city: city");
        users("cities", "city: city");
        users("ages", "age: age");

        assertThat(groups()).containsOnlyKeys("customers", "both", "cities");
        assertThat(groups().values().stream().distinct()).hasSize(1);
    }

    @Test
    void aSyncThatDeletesUsersSharesTheOrderOfAll() {
        users("ages", "age: age}\non-removal: delete\nstatic: {member: true");

        assertThat(groups()).containsOnlyKeys("customers", "ages");
    }

    @Test
    void listsShareAnOrderIfTheyAreOne() {
        list("first", 1);
        list("same", 1);
        list("other", 2);

        assertThat(groups()).containsOnlyKeys("first", "same");
    }

    @Test
    void groupsOfAnotherJobHaveOtherNames() {
        users("again", "firstName: first_name");

        assertThat(groups().get("again")).isNotEqualTo(groups().get("again"));
    }

    private Map<String, String> groups() {
        return OrderGroups.of(folder.plan().syncs());
    }

    private void users(String name, String mappings) {
        sync(name, "users", "mappings: {" + mappings + "}\n");
    }

    private void event(String name) {
        sync(name, "events", "event-name: " + name + "\nmappings: {age: age}\n");
    }

    private void list(String name, int id) {
        sync(name, "lists", "list: {id: " + id + "}\n");
    }

    private void sync(String name, String type, String more) {
        folder.file(
                "syncs/" + name + ".yaml",
                "model: customers\ntype: "
                        + type
                        + "\nidentifier: {email: email}\nschedule: every 1 h\n"
                        + more);
    }
}
