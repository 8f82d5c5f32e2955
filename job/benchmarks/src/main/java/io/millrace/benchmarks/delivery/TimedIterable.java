/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.delivery;

import io.millrace.iterable.CallResult;
import io.millrace.iterable.IterableApi;
import io.millrace.iterable.Request;
import java.util.concurrent.CompletableFuture;

/** Reports the calls of another client to a {@link Stopwatch}. */
record TimedIterable(IterableApi iterable, Stopwatch stopwatch) implements IterableApi {

    static IterableApi.Provider provider(IterableApi.Provider iterable, String stopwatch) {
        return (timeout, connections) ->
                new TimedIterable(iterable.open(timeout, connections), Stopwatch.named(stopwatch));
    }

    @Override
    public CompletableFuture<CallResult> call(Request request) {
        stopwatch.called();
        return iterable.call(request).whenComplete((answer, failure) -> stopwatch.answered());
    }

    @Override
    public CompletableFuture<CallResult> profileFields() {
        return iterable.profileFields();
    }

    @Override
    public void close() {
        iterable.close();
    }
}
