/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import io.millrace.mapping.Operation;
import io.millrace.snapshot.IdentifierKind;
import io.millrace.snapshot.RowRoute;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.KeyContext;

/**
 * What the other syncs of the group have written of each identity, and as of which run: keyed state
 * by route. What is owed here from an older run, or comes in of one that is still being read, goes
 * without it. Remembers nothing for a sync that shares nothing.
 */
final class NewerWrites {

    /** No run is read for longer, and what is owed meets what was written at each run. */
    private static final Duration REMEMBERED = Duration.ofDays(30);

    private final Optional<MapState<String, Long>> newer;
    private final KeyContext keys;
    private final SharedWrites.Seat seat;
    private final OutboxSettings.Sharing sharing;

    NewerWrites(
            KeyedStateStore store,
            KeyContext keys,
            SharedWrites.Seat seat,
            OutboxSettings.Sharing sharing) {
        this.keys = keys;
        this.seat = seat;
        this.sharing = sharing;
        this.newer =
                sharing.orderGroup().isEmpty()
                        ? Optional.empty()
                        : Optional.of(store.getMapState(descriptor()));
    }

    private static MapStateDescriptor<String, Long> descriptor() {
        MapStateDescriptor<String, Long> descriptor =
                new MapStateDescriptor<>("newer-writes", Types.STRING, Types.LONG);
        descriptor.enableTimeToLive(StateTtlConfig.newBuilder(REMEMBERED).build());
        return descriptor;
    }

    /** Iterable took an operation of ours. */
    void wrote(Operation operation) {
        if (isOfItsRoute(operation)) {
            seat.wrote(operation.route(), operation.run());
        }
    }

    /**
     * False if its row was mended to name another identity than that of its route, of which nothing
     * is known here.
     */
    private static boolean isOfItsRoute(Operation operation) {
        return !operation.amends()
                || Arrays.stream(IdentifierKind.values())
                        .anyMatch(
                                kind ->
                                        RowRoute.of(kind, operation.identifier())
                                                == operation.route());
    }

    /** Takes in what the others have written; makes other routes current. */
    void hear() throws Exception {
        if (newer.isEmpty()) {
            return;
        }
        for (SharedWrites.News news : seat.takeNews()) {
            keys.setCurrentKey(news.row().route());
            Long before = newer.get().get(news.by());
            if (before == null || before < news.row().run()) {
                newer.get().put(news.by(), news.row().run());
            }
        }
    }

    /** What is left of an operation of the current route. */
    Operation leftOf(Operation operation) throws Exception {
        if (newer.isEmpty() || !isOfItsRoute(operation)) {
            return operation;
        }
        Operation left = operation;
        for (Map.Entry<String, Long> written : newer.get().entries()) {
            Optional<WrittenNames> others = seat.namesOf(written.getKey());
            if (written.getValue() > operation.run() && others.isPresent()) {
                left = sharing.writes().without(others.get(), left);
            }
        }
        return left;
    }
}
