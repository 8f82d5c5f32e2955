/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox;

import io.millrace.sandbox.api.ApiCall;
import io.millrace.sandbox.api.ApiRefusal;
import io.millrace.sandbox.api.ApiRoute;
import io.millrace.sandbox.api.CallHandler;
import io.millrace.sandbox.api.ConflictKeys;
import io.millrace.sandbox.api.KeyKind;
import io.millrace.sandbox.api.RateLimits;
import io.millrace.sandbox.api.RequestBody;
import io.millrace.sandbox.api.RequestLimits;
import io.millrace.sandbox.api.RequestRefusals;
import io.millrace.sandbox.api.RouteTable;
import io.millrace.sandbox.calls.CallHandlers;
import io.millrace.sandbox.fault.Fault;
import io.millrace.sandbox.fault.FaultMoment;
import io.millrace.sandbox.fault.FaultScript;
import io.millrace.sandbox.http.Exchange;
import io.millrace.sandbox.http.ExchangeHandler;
import io.millrace.sandbox.http.ReceivedRequest;
import io.millrace.sandbox.http.Response;
import io.millrace.sandbox.http.ResponseWriter;
import io.millrace.sandbox.journal.Invariants;
import io.millrace.sandbox.journal.Journal;
import io.millrace.sandbox.journal.TrackedRequest;
import io.millrace.sandbox.journal.Violation;
import io.millrace.sandbox.project.Project;
import io.millrace.sandbox.project.ProjectSettings;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the requests to Iterable's API: route, fault, key, rate, limits, then the call's handler.
 * Several threads may call it at once; the handlers run one at a time.
 */
final class RequestDispatcher implements ExchangeHandler {

    private static final Logger LOG = LoggerFactory.getLogger(RequestDispatcher.class);

    private final RouteTable routes = new RouteTable();
    private final FaultScript faults = new FaultScript();
    private final RequestLimits limits;
    private final RateLimits rates;
    private final Invariants invariants;
    private final Journal journal;
    private volatile HandledProject handled;

    /** A project and the handlers that read and write it. */
    private record HandledProject(Project project, Map<ApiRoute, CallHandler> handlers) {

        static HandledProject of(ProjectSettings settings) {
            Project project = new Project(settings);
            return new HandledProject(project, CallHandlers.of(project));
        }
    }

    RequestDispatcher(SandboxOptions options) {
        this.limits = options.limits();
        this.rates = new RateLimits(options.throttle(), System::nanoTime);
        this.invariants = new Invariants(options.journal().checkPipelines());
        this.journal = new Journal(options.journal());
        this.handled = HandledProject.of(options.project());
    }

    FaultScript faults() {
        return faults;
    }

    RateLimits rates() {
        return rates;
    }

    Invariants invariants() {
        return invariants;
    }

    Journal journal() {
        return journal;
    }

    /** The current project; hold its monitor to read it. */
    Project project() {
        return handled.project();
    }

    /** Starts an empty project; clears faults, journal and violations. */
    void reset() {
        handled = HandledProject.of(handled.project().settings);
        faults.clear();
        rates.reset();
        journal.reset();
        invariants.reset();
    }

    @Override
    public void handle(Exchange exchange) {
        TrackedRequest tracked = new TrackedRequest(exchange);
        exchange.whenAbandoned(() -> abandon(tracked));
        ReceivedRequest request = exchange.request();
        Optional<RouteTable.Match> match = routes.find(request.method(), request.path());
        if (match.isEmpty()) {
            send(tracked, RequestRefusals.unknownRoute());
            return;
        }
        ApiRoute route = match.get().route();
        tracked.routedTo(route.label());
        Optional<Fault> fault = faults.next(route, request);
        Response response = respond(tracked, match.get(), fault);
        if (fault.isEmpty()) {
            send(tracked, response);
        } else {
            fault.get().strike(new FaultWriter(tracked, fault.get()), response);
        }
    }

    private void abandon(TrackedRequest tracked) {
        if (tracked.exchange().end()) {
            invariants.abandon(tracked);
            journal.add(tracked, 0, "");
        }
    }

    private Response respond(
            TrackedRequest tracked, RouteTable.Match match, Optional<Fault> fault) {
        ApiRoute route = match.route();
        ReceivedRequest request = tracked.exchange().request();
        Optional<KeyKind> key = KeyKind.of(request.apiKey());
        try {
            ApiCall call =
                    new ApiCall(
                            route,
                            key.orElse(KeyKind.READ_ONLY),
                            match.variables(),
                            request.query(),
                            RequestBody.of(request, route));
            tracked.claims(ConflictKeys.claims(call));
            invariants.begin(tracked);
            if (fault.filter(struck -> struck.moment() == FaultMoment.BEFORE_EFFECT).isPresent()) {
                return RequestRefusals.internal();
            }
            return refusal(tracked, call, key).orElseGet(() -> call(tracked, call));
        } catch (ApiRefusal refusal) {
            return key.filter(route.keyScope()::admits).isPresent()
                    ? refusal.response()
                    : badKey(route, request, key);
        }
    }

    /** Why the call is not handled at all: its key, its rate or its size. */
    private Optional<Response> refusal(
            TrackedRequest tracked, ApiCall call, Optional<KeyKind> key) {
        ApiRoute route = call.route();
        ReceivedRequest request = tracked.exchange().request();
        if (key.filter(route.keyScope()::admits).isEmpty()) {
            return Optional.of(badKey(route, request, key));
        }
        Optional<RateLimits.Wait> wait = rates.take(route, key.get());
        if (wait.isPresent()) {
            return Optional.of(RequestRefusals.rateLimited(route, wait.get()));
        }
        int rows = route.isBatch() ? call.body().rows().size() : 0;
        if (limits.areExceededBy(rows, request.body().length)) {
            invariants.report(
                    Violation.Rule.BATCH_WITHIN_LIMITS,
                    tracked,
                    call.body().rows().size() + " rows, " + request.body().length + " bytes");
            return Optional.of(RequestRefusals.tooLarge(limits));
        }
        return Optional.empty();
    }

    private Response call(TrackedRequest tracked, ApiCall call) {
        try {
            HandledProject current = handled;
            synchronized (current.project()) {
                return current.handlers().get(call.route()).answer(call);
            }
        } catch (ApiRefusal refusal) {
            return refusal.response();
        } catch (RuntimeException e) {
            LOG.error("{} failed", tracked.endpoint(), e);
            invariants.report(Violation.Rule.SANDBOX_WORKS, tracked, e.toString());
            return RequestRefusals.internal();
        }
    }

    private static Response badKey(ApiRoute route, ReceivedRequest request, Optional<KeyKind> key) {
        return RequestRefusals.badApiKey(
                route, request.apiKey(), key.map(KeyKind::wireName).orElse("Unknown"));
    }

    private void send(TrackedRequest tracked, Response response) {
        if (tracked.exchange().end()) {
            invariants.settle(tracked, response, false);
            journal.add(tracked, response.status(), "");
            tracked.exchange().writer().send(response);
        }
    }

    /** Ends the exchange at the moment the fault reaches the client. */
    private final class FaultWriter implements ResponseWriter {

        private final TrackedRequest tracked;
        private final Exchange exchange;
        private final Fault fault;

        FaultWriter(TrackedRequest tracked, Fault fault) {
            this.tracked = tracked;
            this.exchange = tracked.exchange();
            this.fault = fault;
        }

        @Override
        public void send(Response response) {
            if (exchange.end()) {
                invariants.settle(tracked, response, true);
                journal.add(tracked, response.status(), fault.toString());
                exchange.writer().send(response);
            }
        }

        @Override
        public void sendAfter(Duration delay, Response response) {
            exchange.writer().after(delay, () -> send(response));
        }

        @Override
        public void reset() {
            if (exchange.end()) {
                invariants.abandon(tracked);
                journal.add(tracked, 0, fault.toString());
                exchange.writer().reset();
            }
        }

        @Override
        public void hang() {
            exchange.writer().hang();
        }

        @Override
        public void after(Duration delay, Runnable action) {
            exchange.writer().after(delay, action);
        }
    }
}
