/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox;

import io.millrace.sandbox.api.ApiKeys;
import io.millrace.sandbox.api.Throttle;
import io.millrace.sandbox.project.UserIdentification;

/** Runs a sandbox alone. Arguments: port, project type and throttle factor, each optional. */
public final class SandboxMain {

    private static final int DEFAULT_PORT = 8479;

    private SandboxMain() {}

    public static void main(String[] arguments) {
        int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : DEFAULT_PORT;
        UserIdentification type =
                arguments.length > 1
                        ? UserIdentification.valueOf(arguments[1])
                        : UserIdentification.HYBRID;
        Throttle throttle =
                arguments.length > 2
                        ? Throttle.scaled(Double.parseDouble(arguments[2]))
                        : Throttle.published();
        Sandbox sandbox =
                Sandbox.start(SandboxOptions.of(type).withPort(port).withThrottle(throttle));
        Runtime.getRuntime().addShutdownHook(new Thread(sandbox::close));
        System.out.println("Sandbox at " + sandbox.url() + ", key " + ApiKeys.SERVER);
    }
}
