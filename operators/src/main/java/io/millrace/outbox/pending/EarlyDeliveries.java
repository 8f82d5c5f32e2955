/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.pending;

import io.millrace.mapping.OperationKind;
import io.millrace.mapping.packed.PackedOperation;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * What Iterable took of an identity before its run came to an end: at that end a row may turn out
 * to have left the identity, and what another row gave it is not to be taken away.
 */
final class EarlyDeliveries {

    static final String STATE = "taken-early";

    /** No run is read for longer. */
    private static final Duration REMEMBERED = Duration.ofDays(30);

    /** What some removal takes away. */
    private static final Set<OperationKind> UNDOABLE =
            Arrays.stream(OperationKind.values())
                    .filter(
                            given ->
                                    Arrays.stream(OperationKind.values())
                                            .anyMatch(kind -> kind.undoes(given)))
                    .collect(Collectors.toCollection(() -> EnumSet.noneOf(OperationKind.class)));

    private final MapState<String, Long> runs;

    EarlyDeliveries(KeyedStateStore store) {
        MapStateDescriptor<String, Long> descriptor =
                new MapStateDescriptor<>(STATE, Types.STRING, Types.LONG);
        descriptor.enableTimeToLive(StateTtlConfig.newBuilder(REMEMBERED).build());
        runs = store.getMapState(descriptor);
    }

    /** Iterable took an operation of the current key group. */
    void took(PendingOperation taken) throws Exception {
        PackedOperation operation = taken.operation();
        if (!operation.removal() && UNDOABLE.contains(operation.kind())) {
            runs.put(key(operation.kind(), operation), taken.run());
        }
    }

    /**
     * True if an operation of the current key group would undo what its run, or a later one, has
     * given.
     */
    boolean isUndoneBy(PendingOperation removal) throws Exception {
        PackedOperation operation = removal.operation();
        if (!operation.removal()) {
            return false;
        }
        for (OperationKind kind : OperationKind.values()) {
            if (operation.kind().undoes(kind)) {
                Long run = runs.get(key(kind, operation));
                if (run != null && run >= removal.run()) {
                    return true;
                }
            }
        }
        return false;
    }

    private static String key(OperationKind kind, PackedOperation operation) {
        return kind.name() + ' ' + operation.route() + ' ' + operation.target();
    }
}
