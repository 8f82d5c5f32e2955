/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox;

/**
 * How a sandbox is set up.
 *
 * @param port TCP port on the loopback address; {@code 0} takes a free one
 */
public record SandboxOptions(
        int port, ProjectSettings project, Throttle throttle, RequestLimits limits, Watch watch) {

    /** A hybrid project on a free port that keeps the published rates. */
    public static SandboxOptions published() {
        return of(UserIdentification.HYBRID);
    }

    /** A hybrid project on a free port that never answers 429 on its own. */
    public static SandboxOptions unthrottled() {
        return of(UserIdentification.HYBRID).withThrottle(Throttle.off());
    }

    /** A project of this type on a free port that keeps the published rates. */
    public static SandboxOptions of(UserIdentification type) {
        return new SandboxOptions(
                0,
                ProjectSettings.of(type),
                Throttle.published(),
                RequestLimits.documented(),
                Watch.standard());
    }

    public SandboxOptions withPort(int value) {
        return new SandboxOptions(value, project, throttle, limits, watch);
    }

    public SandboxOptions withProject(ProjectSettings value) {
        return new SandboxOptions(port, value, throttle, limits, watch);
    }

    public SandboxOptions withThrottle(Throttle value) {
        return new SandboxOptions(port, project, value, limits, watch);
    }

    public SandboxOptions withLimits(RequestLimits value) {
        return new SandboxOptions(port, project, throttle, value, watch);
    }

    public SandboxOptions withWatch(Watch value) {
        return new SandboxOptions(port, project, throttle, limits, value);
    }
}
