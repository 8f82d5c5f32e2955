/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;

/**
 * Compares the data in Iterable with what the rows must have become. It reads the data one by one,
 * because all of it does not fit in memory.
 */
final class Comparison {

    private static final int EXAMPLES = 3;

    /**
     * The expected data of each row.
     *
     * @param name the identifier in Iterable
     * @param row the number of the row with this name; 0 for an unknown name
     */
    record Expected(
            LongFunction<String> name, LongFunction<JsonNode> value, ToLongFunction<String> row) {

        Expected(LongFunction<String> name, LongFunction<JsonNode> value) {
            this(name, value, Comparison::firstNumber);
        }
    }

    private final int rows;
    private final Expected expected;
    private final BitSet found = new BitSet();
    private final List<String> examples = new ArrayList<>();
    private long count;

    /**
     * @param rows number of rows; the first row is 1
     */
    Comparison(int rows, Expected expected) {
        this.rows = rows;
        this.expected = expected;
    }

    void holds(String name, JsonNode value) {
        count++;
        long row = expected.row().applyAsLong(name);
        if (row < 1 || row > rows || !name.equals(expected.name().apply(row))) {
            example(name + " is not expected");
        } else if (found.get((int) row)) {
            example(name + " exists twice");
        } else {
            found.set((int) row);
            JsonNode should = expected.value().apply(row);
            if (!should.equals(value)) {
                example(name + " should be " + should + ", is " + value);
            }
        }
    }

    /** The differences in words; call it after the last {@link #holds}. */
    List<String> differences() {
        List<String> differences = new ArrayList<>();
        if (count != rows) {
            differences.add("expected " + rows + ", found " + count);
        }
        if (found.cardinality() < rows) {
            differences.add(expected.name().apply(found.nextClearBit(1)) + " is missing");
        }
        differences.addAll(examples);
        return differences;
    }

    private void example(String difference) {
        if (examples.size() < EXAMPLES) {
            examples.add(difference);
        }
    }

    private static long firstNumber(String name) {
        long number = 0;
        for (int at = 0; at < name.length(); at++) {
            int digit = Character.digit(name.charAt(at), 10);
            if (digit >= 0) {
                number = number * 10 + digit;
            } else if (number > 0) {
                break;
            }
        }
        return number;
    }
}
