/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.definition;

import io.millrace.job.definition.problem.Location;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Where a definition says that the value of an Iterable field comes from. Code that depends on the
 * case uses {@link #match} or {@link #visit}, so that a new case does not compile before every user
 * of the tree handles it.
 */
public sealed interface FieldTree permits FieldTree.Column, FieldTree.Constant, FieldTree.Branch {

    Location at();

    /** Returns the result of the function for this case. */
    <T> T match(
            Function<Column, T> column, Function<Constant, T> constant, Function<Branch, T> branch);

    /** Performs the action for this case. */
    default void visit(
            Consumer<Column> column, Consumer<Constant> constant, Consumer<Branch> branch) {
        Runnable action =
                match(
                        one -> () -> column.accept(one),
                        one -> () -> constant.accept(one),
                        one -> () -> branch.accept(one));
        action.run();
    }

    /** The column with this name in the model. */
    record Column(String name, Location at) implements FieldTree {

        @Override
        public <T> T match(
                Function<Column, T> column,
                Function<Constant, T> constant,
                Function<Branch, T> branch) {
            return column.apply(this);
        }
    }

    /**
     * The same value for every row.
     *
     * @param json any JSON value as text
     */
    record Constant(String json, Location at) implements FieldTree {

        @Override
        public <T> T match(
                Function<Column, T> column,
                Function<Constant, T> constant,
                Function<Branch, T> branch) {
            return constant.apply(this);
        }
    }

    /** An object with fields, in the order of the file. */
    record Branch(Map<String, FieldTree> fields, Location at) implements FieldTree {

        public Branch {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        }

        @Override
        public <T> T match(
                Function<Column, T> column,
                Function<Constant, T> constant,
                Function<Branch, T> branch) {
            return branch.apply(this);
        }
    }
}
