/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.local;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The request to stop a command: by Ctrl-C, by SIGTERM, or by {@link #request()}. Thread-safe.
 * Shutdown hooks are no substitute: those of Flink and PostgreSQL run at the same time, while the
 * job still needs both to stop in order.
 */
public final class StopSignal {

    private static final int KILLED = 130;

    private final CountDownLatch requested = new CountDownLatch(1);

    /** Listens to the signals of this process; a second signal ends the process at once. */
    public static StopSignal ofProcess() {
        StopSignal stop = new StopSignal();
        List.of("INT", "TERM").forEach(stop::listenTo);
        return stop;
    }

    public void request() {
        requested.countDown();
    }

    public boolean requested() {
        return requested.getCount() == 0;
    }

    /** Waits for the request, at most this long; returns whether there is one. */
    public boolean await(Duration patience) throws InterruptedException {
        return requested.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void received() {
        if (requested()) {
            Runtime.getRuntime().halt(KILLED);
        }
        request();
    }

    /** By reflection, because javac warns about {@code sun.misc} and accepts no suppression. */
    private void listenTo(String name) {
        InvocationHandler received =
                (proxy, method, arguments) ->
                        switch (method.getName()) {
                            case "handle" -> {
                                received();
                                yield null;
                            }
                            case "hashCode" -> System.identityHashCode(proxy);
                            case "equals" -> proxy == arguments[0];
                            default -> "stop signal";
                        };
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            signal.getMethod("handle", signal, handler)
                    .invoke(
                            null,
                            signal.getConstructor(String.class).newInstance(name),
                            Proxy.newProxyInstance(
                                    StopSignal.class.getClassLoader(),
                                    new Class<?>[] {handler},
                                    received));
        } catch (ReflectiveOperationException e) {
            Runtime.getRuntime().addShutdownHook(new Thread(this::request, "stop"));
        }
    }
}
