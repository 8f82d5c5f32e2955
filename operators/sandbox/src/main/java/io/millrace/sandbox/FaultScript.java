/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The faults that are scripted; for each request, the first that picks it strikes. */
final class FaultScript {

    private record Rule(Pattern endpoints, Selection.Picker picker, Fault fault) {}

    private final List<Rule> rules = new ArrayList<>();

    /**
     * Scripts a fault.
     *
     * @param endpoints method and path as {@link ApiRoute#label()} has them, or the path alone; a
     *     star stands for anything
     */
    synchronized void add(String endpoints, Selection selection, Fault fault) {
        String glob = endpoints.contains(" ") ? endpoints : "* " + endpoints;
        String pattern = Pattern.quote(glob).replace("*", "\\E.*\\Q");
        rules.add(new Rule(Pattern.compile(pattern), selection.picker(), fault));
    }

    synchronized void clear() {
        rules.clear();
    }

    synchronized Optional<Fault> next(ApiRoute endpoint, Incoming request) {
        for (Rule rule : rules) {
            if (rule.endpoints().matcher(endpoint.label()).matches()
                    && rule.picker().picks(request)) {
                return Optional.of(rule.fault());
            }
        }
        return Optional.empty();
    }
}
