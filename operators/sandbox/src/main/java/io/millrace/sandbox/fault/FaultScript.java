/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.fault;

import io.millrace.sandbox.api.ApiRoute;
import io.millrace.sandbox.http.ReceivedRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The scripted faults. The first one that selects a request strikes it. Thread-safe. */
public final class FaultScript {

    private record Rule(Pattern endpoints, RequestSelection.Picker picker, Fault fault) {}

    private final List<Rule> rules = new ArrayList<>();

    /**
     * Scripts a fault.
     *
     * @param endpoints method and path like {@link ApiRoute#label()}, or the path alone; a star
     *     matches any text
     */
    public synchronized void add(String endpoints, RequestSelection selection, Fault fault) {
        String glob = endpoints.contains(" ") ? endpoints : "* " + endpoints;
        String pattern = Pattern.quote(glob).replace("*", "\\E.*\\Q");
        rules.add(new Rule(Pattern.compile(pattern), selection.picker(), fault));
    }

    public synchronized void clear() {
        rules.clear();
    }

    /** The fault that strikes the request, if any. */
    public synchronized Optional<Fault> next(ApiRoute route, ReceivedRequest request) {
        for (Rule rule : rules) {
            if (rule.endpoints().matcher(route.label()).matches() && rule.picker().picks(request)) {
                return Optional.of(rule.fault());
            }
        }
        return Optional.empty();
    }
}
