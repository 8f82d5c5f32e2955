/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan.resolver;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.definition.Folder;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people read when a definition is wrong. */
final class ProblemTextTest {

    private static final String SYNC = "syncs/customers.yaml";
    private static final String HEAD =
            """
            model: customers
            type: users
            identifier:
              email: email
            schedule: every 15 min
            """;

    @TempDir private Path path;
    private Folder folder;

    @BeforeEach
    void rightFolder() {
        folder = new Folder(path);
    }

    @Test
    void rightFolderHasNone() {
        assertThat(folder.problems()).isEmpty();
    }

    @Test
    void missingColumnIsNamedWithWhatWasMeant() {
        folder.file(SYNC, HEAD + "mappings:\n  name:\n    first: fist_name\n");

        assertThat(folder.problems())
                .containsExactly(
                        "syncs/customers.yaml:8  mappings.name.first  column 'fist_name' is not in"
                                + " model 'customers'. Did you mean 'first_name'?");
    }

    @Test
    void aCeilingIsAWholeNumberOfRequests() {
        folder.file(SYNC, HEAD + "requests-per-second: 0\n");

        assertThat(folder.problems())
                .containsExactly(
                        "syncs/customers.yaml:6  requests-per-second  must be whole number, 1 to"
                                + " 10,000, is '0'");
    }

    @Test
    void aLimitAboveTheProjectsIsAWarning() {
        folder.file(
                        "millrace.yaml",
                        "iterable:\n  api-key: ${ITERABLE_API_KEY}\n  project-type: hybrid\n"
                                + "  requests-per-second: 2\n")
                .file(SYNC, HEAD + "requests-per-second: 3\n");

        assertThat(folder.problems())
                .containsExactly(
                        "syncs/customers.yaml:6  requests-per-second  warning: is more than"
                                + " iterable.requests-per-second, which is 2 for all syncs"
                                + " together."
                                + " Give 2 or less, or leave it out");
    }

    @Test
    void allProblemsOfAllFilesComeAtOnce() {
        folder.file(
                        "millrace.yaml",
                        "iterable:\n  api-keys: x\n  project-type: mail\nparalellism: 2\n")
                .file(
                        "models/extra.sql",
                        "DROP TABLE customers;\nCREATE TABLE t (x INT) WITH ('connector' = 'no');")
                .file(
                        SYNC,
                        "modle: customers\n"
                                + "type: user\n"
                                + "identifier: {email: mail}\n"
                                + "schedule: hourly\n");

        assertThat(folder.problems())
                .containsExactly(
                        "millrace.yaml  iterable.api-key  is missing. Value: secret",
                        "millrace.yaml:2  iterable.api-keys  is not a known key. Did you mean"
                                + " 'api-key'?",
                        "millrace.yaml:3  iterable.project-type  must be 'email' or 'userId' or"
                                + " 'hybrid', is 'mail'. Did you mean 'email'?",
                        "millrace.yaml:4  paralellism  is not a known key. Did you mean"
                                + " 'parallelism'?",
                        "models/extra.sql:1  only CREATE TABLE and CREATE VIEW may stand here, this"
                                + " is DROP. The files in syncs/ define what is sent",
                        "models/extra.sql:2  t  " + folder.problems().get(5).substring(23),
                        "syncs/customers.yaml  model  is missing. Value: text",
                        "syncs/customers.yaml:1  modle  is not a known key. Did you mean 'model'?",
                        "syncs/customers.yaml:2  type  must be 'users' or 'events' or 'purchases'"
                                + " or 'carts' or 'catalog' or 'lists' or 'subscriptions' or"
                                + " 'email-changes' or 'user-id-changes' or 'merges' or 'delete' or"
                                + " 'forget' or 'unforget' or 'triggers' or 'device-tokens',"
                                + " is 'user'."
                                + " Did you mean 'users'?",
                        "syncs/customers.yaml:4  schedule  must be 'every <n> <s, min, h or day>',"
                                + " such as 'every 15 min', is 'hourly'");
        assertThat(folder.problems().get(5))
                .contains("Could not find any factory for identifier 'no'");
    }

    @Test
    void duplicateKeyIsShownWithItsFirstPlace() {
        folder.file(SYNC, HEAD + "type: users\n");

        assertThat(folder.problems())
                .containsExactly(
                        "syncs/customers.yaml:6  type  is given twice, first in line 2. Remove"
                                + " one");
    }

    @Test
    void tabIsExplained() {
        folder.file(SYNC, "model: customers\nidentifier:\n\temail: email\n");

        assertThat(folder.problems())
                .singleElement()
                .asString()
                .startsWith("syncs/customers.yaml:3  is not valid YAML:")
                .endsWith("Indent with spaces; YAML takes no tabs");
    }

    @Test
    void emptyFileLacksWhatIsRequired() {
        folder.file(SYNC, "# nothing\n");

        assertThat(folder.problems())
                .extracting(text -> text.split(" {2}")[1])
                .containsExactlyInAnyOrder("model", "type", "identifier", "schedule");
    }

    @Test
    void listInsteadOfKeysIsRefused() {
        folder.file(SYNC, "- a\n");

        assertThat(folder.problems())
                .containsExactly("syncs/customers.yaml:1  must be 'key: value' lines, is a list");
    }

    @Test
    void keyWithoutValueIsRefused() {
        folder.file(SYNC, HEAD + "nulls:\n");

        assertThat(folder.problems())
                .containsExactly(
                        "syncs/customers.yaml:6  nulls  must be 'send' or 'omit', is nothing");
    }

    @Test
    void twoIdentifiersAreOneTooMany() {
        folder.file(SYNC, HEAD.replace("  email: email\n", "  email: email\n  userId: id\n"));

        assertThat(folder.problems())
                .containsExactly(
                        "syncs/customers.yaml:5  identifier  names both email and userId. Keep the"
                                + " one that identifies users in the project");
    }

    @Test
    void userIdProjectsKnowNoEmail() {
        project("userId");

        assertThat(folder.problems())
                .containsExactly(
                        "syncs/customers.yaml:4  identifier.email  can't identify users in a"
                                + " userId-based project. Use 'identifier: {userId: <column>}'");
    }

    @Test
    void emailProjectsUpdateByUserIdOnly() {
        project("email");
        folder.file(SYNC, HEAD.replace("email: email", "userId: id"));

        assertThat(folder.problems())
                .containsExactly(
                        "syncs/customers.yaml:4  identifier.userId  warning: updates known users"
                                + " only: Iterable refuses unknown user ids in an email-based"
                                + " project."
                                + " Add 'prefer-user-id: true' to create them");
    }

    @Test
    void preferUserIdElsewhereIsRefused() {
        folder.file(SYNC, HEAD + "prefer-user-id: true\n");

        assertThat(folder.problems())
                .containsExactly(
                        "syncs/customers.yaml:6  prefer-user-id  has a meaning only in email-based"
                                + " projects with identifier.userId. Remove it");
    }

    @Test
    void identifierNeedsAFittingType() {
        folder.file(SYNC, HEAD.replace("email: email", "email: age"));

        assertThat(folder.problems())
                .containsExactly(
                        "syncs/customers.yaml:4  identifier.email  column 'age' is INT. An email"
                                + " address must be a STRING");
    }

    @Test
    void fieldsOfIterableItselfAreRefused() {
        folder.file(
                SYNC,
                HEAD
                        + """
                        mappings:
                          email: email
                          emailListIds: city
                          shoppingCartItems: city
                          a.b: city
                        static:
                          itblInternal: {x: 1}
                        """);

        assertThat(folder.problems())
                .containsExactly(
                        "syncs/customers.yaml:7  mappings.email  is the identifier already; as a"
                                + " field it would change the user's identity. Leave it out",
                        "syncs/customers.yaml:8  mappings.emailListIds  is subscription state,"
                                + " which profile updates must not write. Leave it out",
                        "syncs/customers.yaml:9  mappings.shoppingCartItems  is the cart, which"
                                + " only Iterable's cart call writes. Leave it out",
                        "syncs/customers.yaml:10  mappings.a.b  a field name must not have a dot."
                                + " For a field within an object, nest it: 'address:' and below it"
                                + " 'city: ...'",
                        "syncs/customers.yaml:12  static.itblInternal  is internal to Iterable."
                                + " Leave it out");
    }

    @Test
    void emailIsAFieldWhereUserIdsIdentify() {
        folder.file(
                SYNC, HEAD.replace("email: email", "userId: id") + "mappings: {email: email}\n");

        assertThat(folder.problems()).isEmpty();
    }

    @Test
    void geoLocationIsLatAndLonOnly() {
        folder.file(
                SYNC,
                HEAD
                        + "mappings:\n"
                        + "  home:\n"
                        + "    _geo_location: {lat: age, lng: age}\n"
                        + "  b_geo_location: {lat: age, lon: email}\n"
                        + "  c_geo_location: email\n"
                        + "static:\n"
                        + "  d_geo_location: {lat: 1, lon: 200}\n");

        assertThat(folder.problems())
                .containsExactly(
                        "syncs/customers.yaml:8  mappings.home._geo_location  must have the fields"
                                + " lat and lon, both numbers, and no others. Write '_geo_location:"
                                + " {lat: <column>, lon: <column>}'",
                        "syncs/customers.yaml:9  mappings.b_geo_location  must have the fields lat"
                                + " and lon, both numbers, and no others. Write"
                                + " 'b_geo_location: {lat:"
                                + " <column>, lon: <column>}'",
                        "syncs/customers.yaml:10  mappings.c_geo_location  must have the fields lat"
                                + " and lon, both numbers, and no others. Write"
                                + " 'c_geo_location: {lat:"
                                + " <column>, lon: <column>}'",
                        "syncs/customers.yaml:12  mappings.d_geo_location.lon  200 is not a"
                                + " longitude from -180 to 180");
    }

    @Test
    void fieldsOfIterableItselfTakeColumnsOfTheirTypeOnly() {
        folder.file(
                SYNC,
                HEAD.replace("email: email", "userId: id")
                        + "mappings:\n  phoneNumber: age\n  email: age\n  locale: {a: email}\n"
                        + "static:\n  timeZone: 7\n");

        assertThat(folder.problems())
                .containsExactly(
                        "syncs/customers.yaml:7  mappings.phoneNumber  is Iterable's phone number,"
                                + " a text, and column 'age' is INT. Map a STRING with a plus"
                                + " and the"
                                + " digits, such as +15551112222",
                        "syncs/customers.yaml:8  mappings.email  is Iterable's email address, a"
                                + " text, and column 'age' is INT. Map a column that is a STRING",
                        "syncs/customers.yaml:9  mappings.locale  is a string in Iterable and can't"
                                + " be a group of fields. Map a column that is a STRING",
                        "syncs/customers.yaml:11  static.timeZone  is a string in Iterable, and 7"
                                + " is none. Quote it");
    }

    @Test
    void aWholeNumberCanBeTheUserIdOfAProfile() {
        folder.file(SYNC, HEAD + "mappings: {userId: id}\n");

        assertThat(folder.problems()).isEmpty();
    }

    @Test
    void fieldCannotBeMappedAndStatic() {
        folder.file(SYNC, HEAD + "mappings:\n  a: {b: city}\nstatic:\n  a: {b: 1, c: 2}\n");

        assertThat(folder.problems())
                .containsExactly(
                        "syncs/customers.yaml:9  static.a.b  is mapped too, in line 7. Keep one of"
                                + " the two");
    }

    @Test
    void columnWithoutAFormInJsonIsRefused() {
        folder.file(
                        "models/customers.sql",
                        "CREATE TABLE customers (id BIGINT, email STRING, first_name STRING,"
                                + " city BYTES,"
                                + " PRIMARY KEY (id) NOT ENFORCED) WITH ('connector' ="
                                + " 'filesystem',"
                                + " 'path' = '/tmp', 'format' = 'json');")
                .file(SYNC, HEAD + "mappings: {city: city}\n");

        assertThat(folder.problems())
                .containsExactly(
                        "syncs/customers.yaml:6  mappings.city  column 'city' is BYTES, which has"
                                + " no form in JSON. CAST it in a view, or in the warehouse's"
                                + " query");
    }

    @Test
    void unknownModelIsNamedWithWhatWasMeant() {
        folder.file(SYNC, HEAD.replace("model: customers", "model: custmers"));

        assertThat(folder.problems())
                .containsExactly(
                        "syncs/customers.yaml:1  model  there is no table or view 'custmers' in"
                                + " models/. Did you mean 'customers'?");
    }

    @Test
    void tableWithoutAKeyIsRefusedAtItsDeclaration() {
        folder.file(
                "models/customers.sql",
                "\n"
                        + folder.table("customers")
                                .replace("age INT,\n", "age INT\n")
                                .replace("  PRIMARY KEY (id) NOT ENFORCED\n", ""));

        assertThat(folder.problems())
                .containsExactly(
                        "models/customers.sql:2  customers  has no primary key. Add PRIMARY KEY"
                                + " (<columns>) NOT ENFORCED; it identifies a row from run to run");
    }

    @Test
    void syntaxErrorIsReportedInItsOwnLine() {
        folder.file(
                "models/customers.sql",
                "-- first\n\n"
                        + folder.table("customers")
                                .replace("first_name STRING,", "first_name STRONG STRING,"));

        assertThat(folder.problems().get(0)).startsWith("models/customers.sql:6  ");
    }

    @Test
    void unboundedConnectorIsRefused() {
        folder.file(
                "models/customers.sql",
                "CREATE TABLE customers (id BIGINT, email STRING, first_name STRING, PRIMARY KEY"
                        + " (id) NOT ENFORCED) WITH ('connector' = 'filesystem', 'path' = '/tmp',"
                        + " 'format' = 'json', 'source.monitor-interval' = '1 s');");

        assertThat(folder.problems())
                .containsExactly(
                        "models/customers.sql:1  customers  connector 'filesystem' is"
                                + " unbounded with these options. A model is read as a whole"
                                + " on each run: use a bounded connector or option");
    }

    @Test
    void tableDeclaredTwiceIsShownWithItsFirstPlace() {
        folder.file("models/zz.sql", folder.table("customers"));

        assertThat(folder.problems())
                .containsExactly(
                        "models/zz.sql:1  customers  is declared already at models/customers.sql:1."
                                + " Rename one of the two");
    }

    @Test
    void computedColumnBelongsIntoAView() {
        folder.file(
                "models/customers.sql",
                folder.table("customers").replace("age INT,", "age INT, b AS age + 1,"));

        assertThat(folder.problems())
                .containsExactly(
                        "models/customers.sql:1  customers.b  is a computed or metadata column,"
                                + " which no source reads. Compute it in a CREATE VIEW over"
                                + " the table");
    }

    @Test
    void keyOfASyncIsForViews() {
        folder.file(SYNC, HEAD + "key: id\n");

        assertThat(folder.problems())
                .containsExactly(
                        "syncs/customers.yaml:6  key  is for views; 'customers' is a table. Declare"
                                + " PRIMARY KEY (...) NOT ENFORCED in its CREATE TABLE, and remove"
                                + " this");
    }

    private void project(String type) {
        folder.file(
                "millrace.yaml",
                "iterable:\n  api-key: ${ITERABLE_API_KEY}\n  project-type: " + type + "\n");
    }
}
