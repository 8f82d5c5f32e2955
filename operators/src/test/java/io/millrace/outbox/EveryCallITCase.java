/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import static io.millrace.outbox.OutboxHarness.ask;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.iterable.ApiKey;
import io.millrace.iterable.Endpoint;
import io.millrace.iterable.IterableApi;
import io.millrace.iterable.IterableClient;
import io.millrace.iterable.IterableServer;
import io.millrace.iterable.NewFieldPolicy;
import io.millrace.mapping.operation.Operation;
import io.millrace.mapping.operation.OperationKind;
import io.millrace.outbox.pending.DeliveryTally;
import io.millrace.sandbox.Sandbox;
import io.millrace.sandbox.SandboxOptions;
import io.millrace.sandbox.api.ApiKeys;
import io.millrace.sandbox.api.Throttle;
import io.millrace.sandbox.fault.Fault;
import io.millrace.sandbox.fault.FaultMoment;
import io.millrace.sandbox.fault.RequestSelection;
import io.millrace.sandbox.project.UserIdentification;
import io.millrace.sandbox.testing.SandboxExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each call without a fault, and with a fault of each kind, against the sandbox. */
@Timeout(120)
class EveryCallITCase {

    private static final String EMAIL = "a@b.co";
    private static final String OTHER = "other@b.co";
    private static final String ID = "{\"email\":\"" + EMAIL + "\"}";
    private static final String CART =
            "{\"user\":"
                    + ID
                    + ",\"items\":[{\"id\":\"1\",\"name\":\"n\",\"price\":1.5,\"quantity\":1}]";

    @RegisterExtension final SandboxExtension sandboxes = new SandboxExtension();

    private Sandbox sandbox;
    private long list;

    @BeforeEach
    void start() throws Exception {
        start(UserIdentification.HYBRID);
    }

    private void start(UserIdentification type) throws Exception {
        sandbox = sandboxes.start(SandboxOptions.of(type).withThrottle(Throttle.off()));
        list = sandbox.createList("vips");
        sandbox.createCatalog("shoes");
        deliver(upsert(EMAIL), 1);
        deliver(upsert(OTHER), 1);
    }

    @ParameterizedTest
    @EnumSource(names = "WITHDRAW", mode = EnumSource.Mode.EXCLUDE)
    void iterableAcceptsIt(OperationKind kind) throws Exception {
        if (kind == OperationKind.UPDATE_EMAIL) {
            sandbox.close();
            start(UserIdentification.EMAIL);
        }
        assertThat(deliver(operation(kind), 1)).isEqualTo(new DeliveryTally(1, 1, 0, 0));
        sandbox.assertNoViolations();
    }

    @ParameterizedTest
    @EnumSource(names = "WITHDRAW", mode = EnumSource.Mode.EXCLUDE)
    void faultsOfTheServerLoseNothing(OperationKind kind) throws Exception {
        if (kind == OperationKind.UPDATE_EMAIL) {
            sandbox.close();
            start(UserIdentification.EMAIL);
        }
        sandbox.script("*", RequestSelection.nth(1), Fault.status(503));
        sandbox.script("*", RequestSelection.nth(1), Fault.tooManyRequests());
        boolean once = Endpoint.of(kind).isAtMostOnce();
        assertThat(deliver(operation(kind), 1))
                .isEqualTo(once ? new DeliveryTally(1, 0, 1, 0) : new DeliveryTally(1, 1, 0, 0));
    }

    @ParameterizedTest
    @EnumSource(names = "WITHDRAW", mode = EnumSource.Mode.EXCLUDE)
    void aLostResponseIsCompensatedOrReported(OperationKind kind) throws Exception {
        if (kind == OperationKind.UPDATE_EMAIL) {
            sandbox.close();
            start(UserIdentification.EMAIL);
        }
        sandbox.script("*", RequestSelection.nth(1), Fault.reset(FaultMoment.AFTER_EFFECT));
        boolean once = Endpoint.of(kind).isAtMostOnce();
        assertThat(deliver(operation(kind), 1))
                .isEqualTo(once ? new DeliveryTally(1, 0, 1, 0) : new DeliveryTally(1, 1, 0, 0));
        assertThat(sandbox.sends()).hasSize(once ? 1 : 0);
    }

    @Test
    void everyKindHasAnExpectedEffect() throws Exception {
        deliver(operation(OperationKind.TRACK_EVENT), 1);
        deliver(operation(OperationKind.REPLACE_CATALOG_ITEM), 1);
        deliver(operation(OperationKind.ADD_TO_LIST), 1);
        assertThat(sandbox.eventCount()).isEqualTo(1);
        assertThat(sandbox.catalog("shoes")).containsOnlyKeys(EMAIL.replaceAll("\\W", "-"));
        assertThat(sandbox.listMembers(list)).containsExactly(EMAIL);
        deliver(operation(OperationKind.REMOVE_FROM_LIST), 1);
        deliver(operation(OperationKind.DELETE_CATALOG_ITEM), 1);
        deliver(operation(OperationKind.DELETE_USER), 1);
        assertThat(sandbox.listMembers(list)).isEmpty();
        assertThat(sandbox.catalog("shoes")).isEmpty();
        assertThat(sandbox.user(EMAIL)).isEmpty();
        deliver(operation(OperationKind.FORGET_USER), 1);
        assertThat(sandbox.isForgotten(EMAIL)).isTrue();
    }

    private Operation upsert(String email) {
        return ask(
                OperationKind.UPSERT_USER,
                1,
                1,
                email,
                "",
                "{\"email\":\"" + email + "\",\"dataFields\":{\"plan\":\"x\"}}");
    }

    private Operation operation(OperationKind kind) {
        String itemId = EMAIL.replaceAll("\\W", "-");
        String send = "{\"campaignId\":1,\"recipientEmail\":\"" + EMAIL + "\"}";
        String of = String.valueOf(list);
        return switch (kind) {
            case UPSERT_USER, UPDATE_USER ->
                    ask(
                            kind,
                            1,
                            2,
                            EMAIL,
                            "",
                            "{\"email\":\"" + EMAIL + "\",\"dataFields\":{\"plan\":\"y\"}}");
            case DELETE_USER, FORGET_USER, UNFORGET_USER -> ask(kind, 1, 2, EMAIL, "", ID);
            case MERGE_USERS ->
                    ask(
                            kind,
                            1,
                            2,
                            EMAIL,
                            "",
                            "{\"sourceEmail\":\""
                                    + EMAIL
                                    + "\",\"destinationEmail\":\""
                                    + OTHER
                                    + "\"}");
            case UPDATE_EMAIL ->
                    ask(
                            kind,
                            1,
                            2,
                            EMAIL,
                            "",
                            "{\"currentEmail\":\"" + EMAIL + "\",\"newEmail\":\"new@b.co\"}");
            case REGISTER_DEVICE_TOKEN ->
                    ask(
                            kind,
                            1,
                            2,
                            EMAIL,
                            "",
                            "{\"email\":\""
                                    + EMAIL
                                    + "\",\"device\":{\"token\":\"t\",\"platform\":\"GCM\","
                                    + "\"applicationName\":\"app\"}}");
            case TRACK_EVENT ->
                    ask(
                            kind,
                            1,
                            2,
                            EMAIL,
                            "",
                            "{\"email\":\""
                                    + EMAIL
                                    + "\",\"eventName\":\"e\",\"id\":\"e1\",\"createdAt\":1700000000}");
            case TRACK_PURCHASE ->
                    ask(
                            kind,
                            1,
                            2,
                            EMAIL,
                            "",
                            CART + ",\"total\":1.5,\"id\":\"p1\",\"createdAt\":1700000000}");
            case UPDATE_CART -> ask(kind, 1, 2, EMAIL, "", CART + "}");
            case REPLACE_CATALOG_ITEM, PATCH_CATALOG_ITEM ->
                    ask(kind, 1, 2, itemId, "shoes", "{\"size\":42}");
            case DELETE_CATALOG_ITEM -> ask(kind, 1, 2, itemId, "shoes", "");
            case ADD_TO_LIST, ADD_KNOWN_TO_LIST, REMOVE_FROM_LIST -> ask(kind, 1, 2, EMAIL, of, ID);
            case REPLACE_SUBSCRIPTIONS ->
                    ask(
                            kind,
                            1,
                            2,
                            EMAIL,
                            "",
                            "{\"email\":\"" + EMAIL + "\",\"emailListIds\":[" + list + "]}");
            case SUBSCRIBE, UNSUBSCRIBE -> ask(kind, 1, 2, EMAIL, "emailList/" + of, ID);
            case TRIGGER_JOURNEY ->
                    ask(kind, 1, 2, EMAIL, "", "{\"workflowId\":1,\"email\":\"" + EMAIL + "\"}");
            case SEND_EMAIL, SEND_PUSH, SEND_IN_APP, SEND_SMS, SEND_WEB_PUSH, SEND_WHATS_APP ->
                    ask(kind, 1, 2, EMAIL, "", send);
            case WITHDRAW -> throw new IllegalArgumentException("asks nothing of Iterable");
        };
    }

    private DeliveryTally deliver(Operation operation, long run) throws Exception {
        IterableApi.Provider provider =
                IterableClient.provider(
                        new IterableServer(sandbox.url()),
                        new ApiKey(ApiKeys.SERVER),
                        new ApiKey(ApiKeys.MOBILE),
                        NewFieldPolicy.CREATE);
        try (IterableApi client = provider.open(5_000, 4);
                OutboxHarness outbox = OutboxHarness.start(client, OutboxSettings.builder())) {
            outbox.receive(operation);
            outbox.release(run);
            while (outbox.settled().isEmpty()) {
                outbox.snapshot();
                outbox.completeCheckpoint();
                for (int step = 0; step < 20 && outbox.settled().isEmpty(); step++) {
                    Thread.sleep(5);
                    outbox.pass(100);
                }
            }
            return outbox.settled().get(0);
        }
    }
}
