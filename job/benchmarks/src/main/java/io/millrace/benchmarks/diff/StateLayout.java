/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.diff;

/** How a diff stores the last-seen rows. */
enum StateLayout {
    /** As in the product. */
    PACKED,
    /** One entry of keyed state a row, written on each read; see {@link PlainDiff}. */
    PLAIN;

    String text() {
        return switch (this) {
            case PACKED -> "packed";
            case PLAIN -> "plain";
        };
    }
}
