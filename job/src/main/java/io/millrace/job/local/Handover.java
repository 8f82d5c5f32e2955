/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.local;

import java.util.List;
import java.util.Optional;

/**
 * The state that a job starts with, and the saved state of syncs that are not in the job.
 *
 * @param start the restore point; empty if the job starts without state
 * @param kept syncs that are not in the job and whose state is kept
 * @param resumed syncs that are in the job again and start with their kept state
 * @param expired syncs whose state was kept for {@link SavedSync#KEPT_FOR} and is now dropped
 */
public record Handover(
        Optional<RestorePoint> start,
        List<SavedSync> kept,
        List<SavedSync> resumed,
        List<SavedSync> expired) {

    public Handover {
        kept = List.copyOf(kept);
        resumed = List.copyOf(resumed);
        expired = List.copyOf(expired);
    }
}
