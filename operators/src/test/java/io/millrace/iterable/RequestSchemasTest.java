/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.iterable;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.millrace.diff.Change;
import io.millrace.diff.ChangeKind;
import io.millrace.mapping.CartMapping;
import io.millrace.mapping.CatalogMapping;
import io.millrace.mapping.ChangeMapper;
import io.millrace.mapping.DepartureMapping;
import io.millrace.mapping.DeviceMapping;
import io.millrace.mapping.EmailChangeMapping;
import io.millrace.mapping.EventMapping;
import io.millrace.mapping.EventTraits;
import io.millrace.mapping.ListMapping;
import io.millrace.mapping.Mapping;
import io.millrace.mapping.MergeMapping;
import io.millrace.mapping.PurchaseMapping;
import io.millrace.mapping.Removal;
import io.millrace.mapping.SubscriptionMapping;
import io.millrace.mapping.SubscriptionSetMapping;
import io.millrace.mapping.TriggerMapping;
import io.millrace.mapping.UserIdChangeMapping;
import io.millrace.mapping.UserMapping;
import io.millrace.mapping.field.FieldValue;
import io.millrace.mapping.field.NullPolicy;
import io.millrace.mapping.field.ValueSource;
import io.millrace.mapping.operation.Operation;
import io.millrace.mapping.operation.OperationKind;
import io.millrace.row.IdentifierKind;
import io.millrace.row.RowCodec;
import io.millrace.row.RowLayout;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.RowType;
import org.junit.jupiter.api.Test;

/**
 * Iterable's own TypeScript client takes every request we make. Its schemas are in {@code
 * client-schemas.json}; {@code export-client-schemas.mjs} beside it says how they got there.
 */
class RequestSchemasTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long RUN = 1_586_786_649_000L;

    /** The client has no such calls; each is documented by Iterable all the same. */
    private static final Set<Endpoint> NOT_IN_THE_CLIENT =
            EnumSet.of(
                    Endpoint.USERS_FORGET,
                    Endpoint.USERS_UNFORGET,
                    Endpoint.USERS_REGISTER_DEVICE_TOKEN,
                    Endpoint.COMMERCE_TRACK_PURCHASE,
                    Endpoint.COMMERCE_UPDATE_CART);

    /** Fields the client does not know and Iterable's Swagger documents. */
    private static final Set<String> NOT_FIELDS_OF_THE_CLIENT =
            Set.of(
                    "POST /api/users/bulkUpdate preferUserId",
                    "POST /api/lists/unsubscribe channelUnsubscribe");

    private static final RowType COLUMNS =
            (RowType)
                    DataTypes.ROW(
                                    DataTypes.FIELD("id", DataTypes.BIGINT()),
                                    DataTypes.FIELD("who", DataTypes.STRING()),
                                    DataTypes.FIELD("other", DataTypes.STRING()),
                                    DataTypes.FIELD("number", DataTypes.INT()),
                                    DataTypes.FIELD("numbers", DataTypes.ARRAY(DataTypes.BIGINT())),
                                    DataTypes.FIELD("items", DataTypes.STRING()),
                                    DataTypes.FIELD("total", DataTypes.DOUBLE()),
                                    DataTypes.FIELD("at", DataTypes.TIMESTAMP(3)),
                                    DataTypes.FIELD("name", DataTypes.STRING()))
                            .getLogicalType();

    private static final int OTHER = 2;
    private static final int NUMBER = 3;
    private static final int NUMBERS = 4;
    private static final int ITEMS = 5;
    private static final int TOTAL = 6;
    private static final int AT = 7;
    private static final int NAME = 8;

    private static final FieldValue.Nested FIELDS =
            new FieldValue.Nested(
                    Map.of(
                            "name",
                            new FieldValue.Column(NAME),
                            "total",
                            new FieldValue.Column(TOTAL),
                            "seen",
                            new FieldValue.Nested(Map.of("at", new FieldValue.Column(AT)))));

    /** A request of ours, and the call as the client's schemas name it. */
    private record Sample(Endpoint endpoint, String call, JsonNode body) {}

    private final JsonNode schemas = schemas();

    @Test
    void theClientTakesEveryRequest() {
        List<String> refused = new ArrayList<>();
        Set<String> unknownFields = new TreeSet<>();
        for (Sample sample : samples()) {
            if (!schemas.path("calls").has(sample.call())) {
                continue;
            }
            for (Error message : validate(sample)) {
                if (message.getKeyword().equals("additionalProperties")) {
                    unknownFields.add(sample.call() + " " + message.getProperty());
                } else {
                    refused.add(sample.call() + " " + message + " in " + sample.body());
                }
            }
        }

        assertThat(refused).isEmpty();
        assertThat(unknownFields).isEqualTo(new TreeSet<>(NOT_FIELDS_OF_THE_CLIENT));
    }

    @Test
    void everyKindOfOperationIsAmongThem() {
        Set<OperationKind> kinds = operations().map(Operation::kind).collect(Collectors.toSet());

        assertThat(kinds).isEqualTo(EnumSet.complementOf(EnumSet.of(OperationKind.WITHDRAW)));
        assertThat(samples().stream().map(Sample::endpoint).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(Endpoint.values());
    }

    @Test
    void onlyCallsTheClientDoesNotHaveGoUnchecked() {
        assertThat(
                        samples().stream()
                                .filter(sample -> !schemas.path("calls").has(sample.call()))
                                .map(Sample::endpoint)
                                .collect(Collectors.toSet()))
                .isEqualTo(NOT_IN_THE_CLIENT);
        assertThat(texts(schemas.path("paths")))
                .contains("/api/users/bulkUpdate")
                .doesNotContainAnyElementsOf(
                        NOT_IN_THE_CLIENT.stream().map(Endpoint::path).toList());
    }

    @Test
    void aWrongRequestIsRefused() {
        Sample right =
                samples().stream()
                        .filter(sample -> sample.endpoint() == Endpoint.EVENTS_TRACK_BULK)
                        .findFirst()
                        .orElseThrow();
        ObjectNode event = (ObjectNode) right.body().path("events").path(0);
        event.put("createdAt", "yesterday");
        event.remove(List.of("email", "userId"));
        event.put("event_name", "x");

        assertThat(validate(right))
                .extracting(Error::getKeyword)
                .contains("type", "required", "additionalProperties");
    }

    private List<Error> validate(Sample sample) {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schemas.path("calls").path(sample.call()).toString())
                .validate(sample.body().toString(), InputFormat.JSON);
    }

    /** Of each kind two rows of one request where that is a batch, by email and by userId. */
    private static List<Sample> samples() {
        Map<String, List<Operation>> batches = new LinkedHashMap<>();
        operations()
                .forEach(
                        operation ->
                                batches.computeIfAbsent(
                                                operation.kind()
                                                        + operation.target()
                                                        + (Endpoint.of(operation.kind()).isBulk()
                                                                ? ""
                                                                : batches.size()),
                                                any -> new ArrayList<>())
                                        .add(operation));
        Stream<Sample> calls =
                batches.values().stream()
                        .map(rows -> sample(Endpoint.of(rows.get(0).kind()), rows));
        Stream<Sample> lookUps =
                operations()
                        .filter(operation -> operation.kind() == OperationKind.UPDATE_USER)
                        .map(operation -> sample(Endpoint.USERS_GET, List.of(operation)));
        return Stream.concat(calls, lookUps).toList();
    }

    /** The outbox knows the list of a sync. */
    private static String target(Endpoint endpoint, Operation row) {
        return endpoint.path().startsWith("/api/lists/") ? "17" : row.target();
    }

    private static Sample sample(Endpoint endpoint, List<Operation> rows) {
        Request request =
                new Request(
                        endpoint,
                        target(endpoint, rows.get(0)),
                        rows.stream()
                                .map(row -> new SentRow(row.identifier(), row.body()))
                                .toList());
        String path = endpoint.path().replaceAll("\\?.*", "");
        if (!path.contains("{user}")) {
            return new Sample(endpoint, endpoint.method() + " " + path, json(request.encode()));
        }
        boolean byUserId = request.path().contains("/byUserId/");
        String kind = byUserId ? "userId" : "email";
        return new Sample(
                endpoint,
                endpoint.method()
                        + " "
                        + path.replace("{user}", (byUserId ? "byUserId/" : "") + "{" + kind + "}"),
                JSON.createObjectNode().put(kind, rows.get(0).identifier()));
    }

    private static Stream<Operation> operations() {
        return Stream.of(IdentifierKind.EMAIL, IdentifierKind.USER_ID)
                .flatMap(kind -> mappings(kind).flatMap(mapping -> operations(kind, mapping)));
    }

    /** What a new row asks, and what its end does. */
    private static Stream<Operation> operations(IdentifierKind kind, Mapping mapping) {
        List<Integer> kept = IntStream.range(0, COLUMNS.getFieldCount()).boxed().toList();
        RowLayout layout = new RowLayout(COLUMNS, List.of(0), 1, kind, kept);
        byte[] row = RowCodec.of(COLUMNS).encode(row(kind));
        ChangeMapper mapper = new ChangeMapper(layout, mapping);
        return Stream.of(ChangeKind.ADDED, ChangeKind.REMOVED)
                .map(change -> mapper.map(new Change(change, RUN, 1, 2, 3, row)))
                .peek(operation -> assertThat(operation.fault()).isEmpty())
                .filter(operation -> operation.kind() != OperationKind.WITHDRAW);
    }

    private static GenericRowData row(IdentifierKind kind) {
        boolean email = kind == IdentifierKind.EMAIL;
        return GenericRowData.of(
                17L,
                StringData.fromString(email ? "ada@example.com" : "u-17"),
                StringData.fromString("new@example.com"),
                3,
                new GenericArrayData(new Object[] {7L, 8L}),
                StringData.fromString(
                        "[{\"id\":\"5\",\"name\":\"Tea\",\"price\":3.5,\"quantity\":2}]"),
                12.5,
                TimestampData.fromEpochMillis(RUN),
                StringData.fromString("GCM"));
    }

    private static Stream<Mapping> mappings(IdentifierKind kind) {
        EventTraits traits = new EventTraits("orders", EventTraits.NO_COLUMN, AT, NUMBER, NUMBER);
        Map<String, Integer> arrays = new LinkedHashMap<>();
        for (String array :
                List.of(
                        "emailListIds",
                        "unsubscribedChannelIds",
                        "unsubscribedMessageTypeIds",
                        "subscribedMessageTypeIds")) {
            arrays.put(array, NUMBERS);
        }
        Stream<Mapping> triggers =
                Arrays.stream(OperationKind.values())
                        .filter(send -> send != OperationKind.WITHDRAW)
                        .filter(send -> Endpoint.of(send).isAtMostOnce())
                        .map(send -> new TriggerMapping(send, 5, AT, false, FIELDS));
        boolean byUserId = kind == IdentifierKind.USER_ID;
        return Stream.concat(
                triggers,
                Stream.of(
                        new UserMapping(
                                FIELDS, NullPolicy.SEND, true, byUserId, true, Removal.DELETE),
                        new UserMapping(
                                FIELDS, NullPolicy.SEND, false, false, false, Removal.CLEAR),
                        new DepartureMapping(OperationKind.DELETE_USER),
                        new DepartureMapping(OperationKind.FORGET_USER),
                        new DepartureMapping(OperationKind.UNFORGET_USER),
                        new MergeMapping(OTHER, IdentifierKind.EMAIL, Map.of("orders", "id")),
                        new EmailChangeMapping(OTHER, true),
                        new EmailChangeMapping(OTHER, false),
                        new UserIdChangeMapping(NAME),
                        new DeviceMapping(
                                NAME, new ValueSource.Column(NAME), "shop", byUserId, FIELDS),
                        new EventMapping(traits, new ValueSource.Column(NAME), FIELDS),
                        new PurchaseMapping(traits, ITEMS, TOTAL, byUserId, FIELDS),
                        new CartMapping(ITEMS, byUserId, Removal.CLEAR),
                        new CatalogMapping(
                                "shoes", true, true, NullPolicy.SEND, FIELDS, Removal.DELETE),
                        new CatalogMapping(
                                "boots", false, true, NullPolicy.SEND, FIELDS, Removal.DELETE),
                        new ListMapping(FIELDS, NullPolicy.SEND, true, byUserId, true),
                        new ListMapping(FIELDS, NullPolicy.SEND, false, false, false),
                        new SubscriptionMapping("messageType", new ValueSource.Column(NUMBER)),
                        new SubscriptionSetMapping(arrays, false)));
    }

    private static JsonNode schemas() {
        try (InputStream text =
                RequestSchemasTest.class.getResourceAsStream("client-schemas.json")) {
            return JSON.readTree(Objects.requireNonNull(text));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static JsonNode json(byte[] text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
