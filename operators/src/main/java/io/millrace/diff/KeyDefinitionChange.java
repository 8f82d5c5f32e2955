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
 * Whether keyed state may be of other definitions of the primary key than the one that is used: it
 * is until the end of the first complete run behind the change. Until then a bucket is of them if
 * it was last written before the first row that was read with the new one.
 */
final class KeyDefinitionChange {

    private static final int RUN = 0;
    private static final int ATTEMPT = 1;

    /** Stands for another key, though it is of this one. */
    private static final String BEGUN_OTHERWISE = "(another first run)";

    private final String definition;
    private final boolean isNew;
    private final ListState<String> definitionState;
    private final ListState<Long> firstRowState;

    /** The first is used. */
    private final Set<String> definitions = new LinkedHashSet<>();

    /** Run and attempt of the first row with the new key; unknown before one has come. */
    private Optional<FirstRow> firstRow = Optional.empty();

    private record FirstRow(long run, int attempt) {

        boolean isBefore(FirstRow other) {
            return run < other.run || (run == other.run && attempt < other.attempt);
        }
    }

    /**
     * Restores what is known.
     *
     * @param definition of the key that is used
     * @param begunOtherwise whether all that is remembered is to be forgotten, whatever its key
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

    /** True if the key is another than that of the job before. */
    boolean isNew() {
        return isNew;
    }

    /** Of all subtasks the earliest: nothing they had before is later. */
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

    /** Whether there may be any. */
    boolean areLeft() {
        return definitions.size() > 1;
    }

    /** A row has come. */
    void rowOf(long run, int attempt) {
        if (areLeft() && firstRow.isEmpty()) {
            firstRow = Optional.of(new FirstRow(run, attempt));
        }
    }

    /** Forgets the current bucket if it is of another key. */
    void forget(LastSeen lastSeen, LastSeen.Findings findings) throws Exception {
        if (areLeft()) {
            FirstRow first = firstRow.orElse(new FirstRow(Long.MAX_VALUE, Integer.MAX_VALUE));
            lastSeen.forgetBefore(first.run(), first.attempt(), findings);
        }
    }

    /** None is left here; other subtasks may still have to know when the first row came. */
    void areGone() {
        definitions.retainAll(Set.of(definition));
    }

    void snapshot() throws Exception {
        definitionState.update(List.copyOf(definitions));
        firstRowState.update(
                firstRow.map(first -> List.of(first.run(), (long) first.attempt()))
                        .orElse(List.of()));
    }
}
