/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.local;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;

/**
 * A sync whose state is in a state folder.
 *
 * @param stateName the first part of its operators' uids, up to the slash
 * @param name the name of the sync when the state was written
 * @param keptSince when the sync was first missing in a job; empty if it was in the last job
 * @param bytes size of the state
 */
public record SavedSync(String stateName, String name, Optional<Instant> keptSince, long bytes) {

    /** How long the state of a sync is kept after its removal from the job. */
    public static final Duration KEPT_FOR = Duration.ofDays(30);

    private static final char SEPARATOR = '/';
    private static final Pattern NAME = Pattern.compile("(?:Source: )?([^/:]+)/.*");

    /** When the kept state expires; empty for a sync that was in the last job. */
    public Optional<Instant> keptUntil() {
        return keptSince.map(since -> since.plus(KEPT_FOR));
    }

    static SavedSync of(String stateName, List<OperatorState> operators, Optional<Instant> since) {
        String name =
                operators.stream()
                        .flatMap(operator -> operator.getOperatorName().stream())
                        .map(NAME::matcher)
                        .filter(Matcher::matches)
                        .map(matched -> matched.group(1))
                        .findFirst()
                        .orElse(stateName);
        long bytes = operators.stream().mapToLong(OperatorState::getStateSize).sum();
        return new SavedSync(stateName, name, since, bytes);
    }

    /** The state name in an operator uid. */
    static String stateNameOf(String uid) {
        int slash = uid.indexOf(SEPARATOR);
        return slash < 0 ? uid : uid.substring(0, slash);
    }

    /** Groups the operators that have state by the state name of their sync. */
    static Map<String, List<OperatorState>> bySync(Collection<OperatorState> operators) {
        return operators.stream()
                .filter(SavedSync::hasState)
                .collect(
                        Collectors.groupingBy(
                                SavedSync::stateNameOf, TreeMap::new, Collectors.toList()));
    }

    private static String stateNameOf(OperatorState operator) {
        return operator.getOperatorUid()
                .map(SavedSync::stateNameOf)
                .orElseGet(() -> operator.getOperatorID().toHexString());
    }

    static boolean isOf(String stateName, OperatorState operator) {
        return stateNameOf(operator).equals(stateName);
    }

    private static boolean hasState(OperatorState operator) {
        return operator.getCoordinatorState() != null
                || operator.getStates().stream().anyMatch(OperatorSubtaskState::hasState);
    }
}
