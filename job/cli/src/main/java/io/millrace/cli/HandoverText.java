/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.cli;

import io.millrace.job.local.Handover;
import io.millrace.job.local.SavedSync;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Describes for the terminal the state of syncs that are not in a job, or have returned to it.
 * Pure.
 */
final class HandoverText {

    private HandoverText() {}

    static List<String> of(Handover handover) {
        List<String> lines = new ArrayList<>();
        if (!handover.resumed().isEmpty()) {
            lines.add("Continues with the kept state of " + names(handover.resumed()) + ".");
        }
        if (!handover.kept().isEmpty()) {
            lines.add(
                    "Keeps the state of removed syncs: "
                            + list(handover.kept(), HandoverText::untilWhen)
                            + ". To delete it: ./millrace forget-sync DIR NAME");
        }
        if (!handover.expired().isEmpty()) {
            lines.add(
                    "Deletes the state of syncs removed more than "
                            + SavedSync.KEPT_FOR.toDays()
                            + " days ago: "
                            + names(handover.expired())
                            + ".");
        }
        return lines;
    }

    private static String untilWhen(SavedSync sync) {
        return sync.name() + sync.keptUntil().map(until -> " until " + day(until)).orElse("");
    }

    static LocalDate day(Instant instant) {
        return LocalDate.ofInstant(instant, ZoneOffset.UTC);
    }

    private static String names(List<SavedSync> syncs) {
        return list(syncs, SavedSync::name);
    }

    private static String list(List<SavedSync> syncs, Function<SavedSync, String> text) {
        return syncs.stream().map(text).collect(Collectors.joining(", "));
    }
}
