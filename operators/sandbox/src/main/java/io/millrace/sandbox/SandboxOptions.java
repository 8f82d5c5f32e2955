/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox;

import io.millrace.sandbox.api.RequestLimits;
import io.millrace.sandbox.api.Throttle;
import io.millrace.sandbox.journal.JournalSettings;
import io.millrace.sandbox.project.ProjectSettings;
import io.millrace.sandbox.project.UserIdentification;

/**
 * How a sandbox starts.
 *
 * @param port TCP port on the loopback address; {@code 0} takes a free port
 */
public record SandboxOptions(
        int port,
        ProjectSettings project,
        Throttle throttle,
        RequestLimits limits,
        JournalSettings journal) {

    /** A hybrid project on a free port that enforces the published rates. */
    public static SandboxOptions published() {
        return of(UserIdentification.HYBRID);
    }

    /** A hybrid project on a free port that enforces no rates. */
    public static SandboxOptions unthrottled() {
        return of(UserIdentification.HYBRID).withThrottle(Throttle.off());
    }

    /** A project of this type on a free port that enforces the published rates. */
    public static SandboxOptions of(UserIdentification type) {
        return new SandboxOptions(
                0,
                ProjectSettings.of(type),
                Throttle.published(),
                RequestLimits.documented(),
                JournalSettings.standard());
    }

    public SandboxOptions withPort(int value) {
        return new SandboxOptions(value, project, throttle, limits, journal);
    }

    public SandboxOptions withProject(ProjectSettings value) {
        return new SandboxOptions(port, value, throttle, limits, journal);
    }

    public SandboxOptions withThrottle(Throttle value) {
        return new SandboxOptions(port, project, value, limits, journal);
    }

    public SandboxOptions withLimits(RequestLimits value) {
        return new SandboxOptions(port, project, throttle, value, journal);
    }

    public SandboxOptions withJournal(JournalSettings value) {
        return new SandboxOptions(port, project, throttle, limits, value);
    }
}
