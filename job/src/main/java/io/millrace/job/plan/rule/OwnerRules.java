/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan.rule;

import io.millrace.job.definition.SyncDefinition;
import io.millrace.job.definition.problem.Problems;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Each field, list and subscription has one owner, the only sync that may write it. The last of two
 * calls for one user wins, and syncs are delivered in no particular order. A disabled sync remains
 * owner, because it can be enabled again.
 */
public final class OwnerRules {

    public static final String REMEDY =
            "Write it in one of the two files; for the rows of both, combine their models in"
                    + " a view";

    private static final int NAMED = 3;

    private final Problems problems;
    private final Map<SyncDefinition, List<WriteTarget>> before = new LinkedHashMap<>();

    public OwnerRules(Problems problems) {
        this.problems = problems;
    }

    public void check(SyncDefinition sync) {
        List<WriteTarget> possessions = WriteTargetFinder.of(sync);
        before.forEach((owner, owned) -> compare(sync, possessions, owner, owned));
        before.put(sync, possessions);
    }

    /**
     * A target that two syncs write.
     *
     * @param owned the target as declared by its owner
     * @param again the target as declared by the other sync
     */
    private record Common(WriteTarget owned, WriteTarget again) {

        /** Describes the more specific target: the field of an object rather than the object. */
        String describe() {
            WriteTarget smaller = owned.path().size() > again.path().size() ? owned : again;
            return smaller.describe();
        }
    }

    private void compare(
            SyncDefinition sync,
            List<WriteTarget> possessions,
            SyncDefinition owner,
            List<WriteTarget> owned) {
        List<Common> common = new ArrayList<>();
        for (WriteTarget again : possessions) {
            owned.stream()
                    .filter(again::overlaps)
                    .findFirst()
                    .ifPresent(first -> common.add(new Common(first, again)));
        }
        common.sort(Comparator.comparingInt(each -> each.again().at().line()));
        if (!common.isEmpty()) {
            report(common, !sync.enabled() || !owner.enabled());
        }
    }

    private void report(List<Common> common, boolean oneIsDisabled) {
        Common first = common.get(0);
        WriteTarget again = first.again();
        String message =
                first.describe()
                        + " by "
                        + first.owned().at()
                        + " ("
                        + first.owned().key()
                        + ") too"
                        + others(common);
        if (again.hasOneOwner()) {
            problems.error(again.at(), again.key(), message, remedy(oneIsDisabled));
        } else {
            problems.warning(
                    again.at(),
                    again.key(),
                    message,
                    "No item may be in both models, or each sync has to write other fields with"
                            + " 'mode: patch'");
        }
    }

    private static String others(List<Common> common) {
        if (common.size() == 1) {
            return "";
        }
        String named =
                common.stream()
                        .skip(1)
                        .limit(NAMED)
                        .map(each -> each.describe().replaceFirst(" (is|are) written$", ""))
                        .collect(Collectors.joining(", "));
        int more = common.size() - 1 - NAMED;
        return ", and so "
                + (common.size() == 2 ? "is " : "are ")
                + named
                + (more > 0 ? " and " + more + " more" : "");
    }

    private static String remedy(boolean oneIsDisabled) {
        return REMEDY
                + (oneIsDisabled
                        ? "; a disabled sync keeps what it writes until its file is removed"
                        : "");
    }
}
