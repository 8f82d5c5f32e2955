/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;

/**
 * Compares what Iterable holds with what the rows should have become there, one by one, as there
 * are too many to hold them all.
 */
final class Comparison {

    private static final int EXAMPLES = 3;

    /**
     * What each row should have become.
     *
     * @param name by which Iterable holds it
     * @param row of such a name; 0 for a name that is not one
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
     * @param rows from 1 on
     */
    Comparison(int rows, Expected expected) {
        this.rows = rows;
        this.expected = expected;
    }

    void holds(String name, JsonNode value) {
        count++;
        long row = expected.row().applyAsLong(name);
        if (row < 1 || row > rows || !name.equals(expected.name().apply(row))) {
            example(name + " should not be there");
        } else if (found.get((int) row)) {
            example(name + " is there twice");
        } else {
            found.set((int) row);
            JsonNode should = expected.value().apply(row);
            if (!should.equals(value)) {
                example(name + " should be " + should + ", is " + value);
            }
        }
    }

    /** In words, after all that Iterable holds. */
    List<String> differences() {
        List<String> differences = new ArrayList<>();
        if (count != rows) {
            differences.add("there should be " + rows + ", there are " + count + " of them");
        }
        if (found.cardinality() < rows) {
            differences.add(expected.name().apply(found.nextClearBit(1)) + " should be there");
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
