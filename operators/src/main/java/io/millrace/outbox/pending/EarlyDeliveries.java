/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.pending;

import io.millrace.mapping.operation.OperationKind;
import io.millrace.mapping.operation.PackedOperation;
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
 * What Iterable accepted for an identity before the end of its run. At that end the diff may find
 * that another row no longer refers to the identity. The removal for that row must not take away
 * what was delivered early. All methods read and write the current key group.
 */
final class EarlyDeliveries {

    static final String STATE = "early-deliveries";

    /** Longer than a run is read. */
    private static final Duration RETENTION = Duration.ofDays(30);

    /** The kinds whose effect some removal takes away. */
    private static final Set<OperationKind> UNDOABLE =
            Arrays.stream(OperationKind.values())
                    .filter(EarlyDeliveries::isUndoable)
                    .collect(Collectors.toCollection(() -> EnumSet.noneOf(OperationKind.class)));

    private final MapState<String, Long> runs;

    EarlyDeliveries(KeyedStateStore store) {
        MapStateDescriptor<String, Long> descriptor =
                new MapStateDescriptor<>(STATE, Types.STRING, Types.LONG);
        descriptor.enableTimeToLive(StateTtlConfig.newBuilder(RETENTION).build());
        runs = store.getMapState(descriptor);
    }

    private static boolean isUndoable(OperationKind kind) {
        return Arrays.stream(OperationKind.values()).anyMatch(removal -> removal.undoes(kind));
    }

    void add(PendingOperation accepted) throws Exception {
        PackedOperation operation = accepted.operation();
        if (!operation.removal() && UNDOABLE.contains(operation.kind())) {
            runs.put(key(operation.kind(), operation), accepted.run());
        }
    }

    /** True if the removal would take away what its run, or a later one, has delivered. */
    boolean contradict(PendingOperation removal) throws Exception {
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
