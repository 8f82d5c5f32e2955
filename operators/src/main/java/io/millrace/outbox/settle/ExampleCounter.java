/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.settle;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** A count of events, with the first few different examples of them. */
final class ExampleCounter {

    private final int most;
    private final Set<String> examples = new LinkedHashSet<>();
    private long count;

    /**
     * @param most the number of examples that are kept
     */
    ExampleCounter(int most) {
        this.most = most;
    }

    /** Counts an event. The example is not evaluated once there are enough. */
    void add(Supplier<String> example) {
        count++;
        if (examples.size() < most) {
            examples.add(example.get());
        }
    }

    long count() {
        return count;
    }

    /** Returns the examples in order of their events. */
    List<String> examples() {
        return List.copyOf(examples);
    }

    /** Returns the count and the examples, as "4, such as a, b, c, …". */
    String words() {
        String more = count > examples.size() ? ", …" : "";
        return count + ", such as " + String.join(", ", examples) + more;
    }
}
