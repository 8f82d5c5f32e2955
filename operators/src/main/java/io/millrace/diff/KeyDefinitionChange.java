/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * Whether keyed state may hold keys of other definitions of the primary key than the current one.
 * It may, until the end of the first complete run after the definition changed. Until then, a
 * bucket has old keys if it was last written before the first row with the new key.
 */
final class KeyDefinitionChange {

    private static final int RUN = 0;
    private static final int ATTEMPT = 1;

    /** Counts as another definition, though the key is the same. */
    private static final String BEGUN_OTHERWISE = "(another first run)";

    private final String definition;
    private final boolean isNew;
    private final ListState<String> definitionState;
    private final ListState<Long> firstRowState;

    /** The first is the current one. */
    private final Set<String> definitions = new LinkedHashSet<>();

    /** Run and attempt of the first row with the new key; empty before it arrives. */
    private Optional<FirstRow> firstRow = Optional.empty();

    private record FirstRow(long run, int attempt) {

        boolean isBefore(FirstRow other) {
            return run < other.run || (run == other.run && attempt < other.attempt);
        }
    }

    /**
     * Restores the state.
     *
     * @param definition the current definition of the key
     * @param begunOtherwise whether all of keyed state is to be removed, as if the key had changed
     */
    KeyDefinitionChange(OperatorStateStore store, String definition, boolean begunOtherwise)
            throws Exception {
        this.definition = definition;
        definitionState =
                store.getUnionListState(new ListStateDescriptor<>("key-definitions", Types.STRING));
        firstRowState =
                store.getUnionListState(new ListStateDescriptor<>("other-keys-before", Types.LONG));
        List<String> before = new ArrayList<>();
        definitionState.get().forEach(before::add);
        definitions.add(definition);
        definitions.addAll(before);
        isNew = !before.isEmpty() && !before.get(0).equals(definition);
        if (begunOtherwise) {
            definitions.add(BEGUN_OTHERWISE);
        } else if (!isNew) {
            restoreFirstRow();
        }
    }

    /** Whether the key has changed since the state was written. */
    boolean isNew() {
        return isNew;
    }

    /** Restores the earliest of all subtasks: no old key was written after it. */
    private void restoreFirstRow() throws Exception {
        List<Long> numbers = new ArrayList<>();
        firstRowState.get().forEach(numbers::add);
        for (int at = 0; at < numbers.size(); at += 2) {
            FirstRow restored =
                    new FirstRow(numbers.get(at + RUN), Math.toIntExact(numbers.get(at + ATTEMPT)));
            if (firstRow.isEmpty() || restored.isBefore(firstRow.get())) {
                firstRow = Optional.of(restored);
            }
        }
    }

    /** Whether there may be old keys. */
    boolean isActive() {
        return definitions.size() > 1;
    }

    /** A row arrives; the first one is stored. */
    void arrives(long run, int attempt) {
        if (isActive() && firstRow.isEmpty()) {
            firstRow = Optional.of(new FirstRow(run, attempt));
        }
    }

    /** Removes the current bucket if it has old keys. */
    void removeOldKeys(VanishedScan scan, VanishedScan.Findings findings) throws Exception {
        if (isActive()) {
            FirstRow first = firstRow.orElse(new FirstRow(Long.MAX_VALUE, Integer.MAX_VALUE));
            scan.removeBefore(first.run(), first.attempt(), findings);
        }
    }

    /** This subtask has no old keys; the first row stays in state for other subtasks. */
    void complete() {
        definitions.retainAll(Set.of(definition));
    }

    void snapshot() throws Exception {
        definitionState.update(List.copyOf(definitions));
        firstRowState.update(
                firstRow.map(first -> List.of(first.run(), (long) first.attempt()))
                        .orElse(List.of()));
    }
}
