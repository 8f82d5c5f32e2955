/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes requests one by one: route, fault, key, limits, rate, and then the handler. Several threads
 * may be here at once; the handlers run one at a time.
 */
final class RequestDispatcher {

    private static final Logger LOG = LoggerFactory.getLogger(RequestDispatcher.class);

    private final Router router = new Router();
    private final FaultScript faults = new FaultScript();
    private final RequestLimits limits;
    private final RateLimits rates;
    private final Invariants invariants;
    private final Journal journal;
    private volatile Office office;

    /** A project and who answers for it. */
    private record Office(Project project, Map<ApiRoute, Handler> handlers) {}

    RequestDispatcher(SandboxOptions options) {
        this.limits = options.limits();
        this.rates = new RateLimits(options.throttle(), System::nanoTime);
        this.invariants = new Invariants(options.watch().pipelines());
        this.journal = new Journal(options.watch());
        this.office = open(options.project());
    }

    private static Office open(ProjectSettings settings) {
        Project opened = new Project(settings);
        UserWrites writes = new UserWrites(opened);
        Map<ApiRoute, Handler> handlers = new EnumMap<>(ApiRoute.class);
        new UserCalls(opened, writes).register(handlers);
        new DepartureCalls(opened).register(handlers);
        new ReadCalls(opened).register(handlers);
        new SubscriptionCalls(opened, writes).register(handlers);
        new EventCalls(opened).register(handlers);
        new CommerceCalls(opened, writes).register(handlers);
        new ListCalls(opened, writes).register(handlers);
        new CatalogCalls(opened).register(handlers);
        new CatalogItemCalls(opened).register(handlers);
        new SendCalls(opened, writes).register(handlers);
        return new Office(opened, handlers);
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

    /** The project as it is; hold its monitor to read it. */
    Project project() {
        return office.project();
    }

    /** Empties the project and forgets faults, journal and violations. */
    void reset() {
        office = open(office.project().settings);
        faults.clear();
        rates.reset();
        journal.reset();
        invariants.reset();
    }

    void process(Exchange exchange) {
        Incoming incoming = exchange.incoming();
        Optional<Router.Match> match = router.route(incoming.method(), incoming.path());
        if (match.isEmpty()) {
            answer(exchange, Response.htmlNotFound());
            return;
        }
        ApiRoute endpoint = match.get().endpoint();
        exchange.label(endpoint.label());
        Optional<Fault> fault = faults.next(endpoint, incoming);
        Response answer = answerTo(exchange, match.get(), fault);
        if (fault.isEmpty()) {
            answer(exchange, answer);
        } else {
            fault.get().strike(new StruckWire(exchange, fault.get()), answer);
        }
    }

    /** The caller closed its connection before it had an answer. */
    void abandoned(Exchange exchange) {
        if (exchange.end()) {
            invariants.abandon(exchange);
            journal.write(exchange, 0, "");
        }
    }

    private Response answerTo(Exchange exchange, Router.Match match, Optional<Fault> fault) {
        ApiRoute endpoint = match.endpoint();
        Incoming incoming = exchange.incoming();
        Optional<KeyKind> key = KeyKind.of(incoming.apiKey());
        try {
            Body body = endpoint.takesBody() ? Body.parse(incoming.body(), endpoint) : Body.NONE;
            Call call =
                    new Call(
                            endpoint,
                            key.orElse(KeyKind.READ_ONLY),
                            match.variables(),
                            incoming.query(),
                            body);
            exchange.claims(ConflictKeys.of(call));
            invariants.begin(exchange);
            return fault.filter(struck -> struck.moment() == Moment.BEFORE_EFFECT).isPresent()
                    ? Refusals.internal()
                    : admit(exchange, call, key).orElseGet(() -> handle(exchange, call));
        } catch (ApiRefusal refusal) {
            return key.filter(endpoint.reach()::admits).isPresent()
                    ? refusal.answer()
                    : badKey(endpoint, incoming, key);
        }
    }

    private Optional<Response> admit(Exchange exchange, Call call, Optional<KeyKind> key) {
        ApiRoute endpoint = call.endpoint();
        Incoming incoming = exchange.incoming();
        if (key.filter(endpoint.reach()::admits).isEmpty()) {
            return Optional.of(badKey(endpoint, incoming, key));
        }
        Optional<RateLimits.Wait> wait = rates.take(endpoint, key.get());
        if (wait.isPresent()) {
            return Optional.of(
                    Refusals.rateLimited(
                            endpoint == ApiRoute.USERS_UPDATE
                                    || endpoint == ApiRoute.USERS_BULK_UPDATE,
                            wait.get().limit(),
                            wait.get().resetSeconds()));
        }
        if (incoming.body().length > limits.maximumBytes()
                || (endpoint.isBatch() && call.body().rows().size() > limits.maximumRows())) {
            invariants.report(
                    Violation.Rule.BATCH_WITHIN_LIMITS,
                    exchange,
                    call.body().rows().size() + " rows, " + incoming.body().length + " bytes");
            return Optional.of(Refusals.tooLarge(limits));
        }
        return Optional.empty();
    }

    private Response handle(Exchange exchange, Call call) {
        try {
            Office open = office;
            synchronized (open.project()) {
                return open.handlers().get(call.endpoint()).answer(call);
            }
        } catch (ApiRefusal refusal) {
            return refusal.answer();
        } catch (RuntimeException e) {
            LOG.error("{} failed", exchange.label(), e);
            invariants.report(Violation.Rule.SANDBOX_WORKS, exchange, e.toString());
            return Refusals.internal();
        }
    }

    private static Response badKey(ApiRoute endpoint, Incoming incoming, Optional<KeyKind> key) {
        return Refusals.badApiKey(
                endpoint, incoming.apiKey(), key.map(KeyKind::wireName).orElse("Unknown"));
    }

    private void answer(Exchange exchange, Response answer) {
        if (exchange.end()) {
            invariants.settle(exchange, answer, false);
            journal.write(exchange, answer.status(), "");
            exchange.wire().send(answer);
        }
    }

    /** Settles the exchange at the moment the fault reaches its caller. */
    private final class StruckWire implements ResponseWriter {

        private final Exchange exchange;
        private final Fault fault;

        StruckWire(Exchange exchange, Fault fault) {
            this.exchange = exchange;
            this.fault = fault;
        }

        @Override
        public void send(Response answer) {
            if (exchange.end()) {
                invariants.settle(exchange, answer, true);
                journal.write(exchange, answer.status(), fault.toString());
                exchange.wire().send(answer);
            }
        }

        @Override
        public void sendAfter(Duration delay, Response answer) {
            exchange.wire().after(delay, () -> send(answer));
        }

        @Override
        public void reset() {
            if (exchange.end()) {
                invariants.abandon(exchange);
                journal.write(exchange, 0, fault.toString());
                exchange.wire().reset();
            }
        }

        @Override
        public void hang() {
            LOG.debug("{} is left without an answer", exchange.label());
        }

        @Override
        public void after(Duration delay, Runnable action) {
            exchange.wire().after(delay, action);
        }
    }
}
