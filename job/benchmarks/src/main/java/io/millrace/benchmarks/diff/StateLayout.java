/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.diff;

/** How a diff remembers what it has seen. */
enum StateLayout {
    /** As the product does. */
    PACKED,
    /** One entry of keyed state a row, written on each sight; see {@link PlainDiff}. */
    PLAIN;

    String text() {
        return switch (this) {
            case PACKED -> "packed";
            case PLAIN -> "plain";
        };
    }
}
