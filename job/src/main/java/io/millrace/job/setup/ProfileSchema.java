/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.setup;

import io.millrace.iterable.ProfileFields;
import io.millrace.iterable.ProjectCalls;
import java.io.IOException;
import java.util.Optional;

/** The profile fields of the project, read once. */
final class ProfileSchema {

    private final ProjectCalls calls;
    private Optional<ProfileFields> read = Optional.empty();

    ProfileSchema(ProjectCalls calls) {
        this.calls = calls;
    }

    /**
     * @throws IOException if the same call may succeed later
     * @throws SetupException if the call can't succeed
     */
    ProfileFields fields() throws IOException, InterruptedException, SetupException {
        if (read.isEmpty()) {
            read = calls.profileFields();
        }
        return read.orElseThrow(
                () -> new SetupException("Iterable does not list the fields of profiles"));
    }
}
