/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan;

import io.millrace.iterable.Answer;
import io.millrace.iterable.ProfileFields;
import io.millrace.job.plan.IterableCalls.Reply;
import java.io.IOException;
import java.util.Optional;

/** The fields of the project's profiles, read once. */
final class ProfileSchema {

    private static final String FIELDS = "/api/users/getFields";

    private final IterableCalls calls;
    private Optional<ProfileFields> read = Optional.empty();

    ProfileSchema(IterableCalls calls) {
        this.calls = calls;
    }

    /**
     * @throws IOException if the same call may succeed later
     * @throws SetupException if it never will
     */
    ProfileFields fields() throws IOException, InterruptedException, SetupException {
        if (read.isEmpty()) {
            read = Optional.of(ask());
        }
        return read.get();
    }

    private ProfileFields ask() throws IOException, InterruptedException, SetupException {
        Reply reply = calls.get(FIELDS);
        if (reply.isPassing()) {
            throw new IOException("Iterable answers " + reply.words());
        }
        Answer answer = new Answer.Response(reply.status(), Optional.empty(), reply.text());
        return ProfileFields.of(answer)
                .orElseThrow(() -> new SetupException("Iterable answers " + reply.words()));
    }
}
