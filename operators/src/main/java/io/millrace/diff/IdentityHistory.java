/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

import io.millrace.row.RowView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The identities that rows of one bucket have left and that are not yet told of. Few, if any: most
 * rows name the same one for ever.
 */
final class IdentityHistory {

    private final List<FormerIdentity> moves;
    private boolean changed;

    IdentityHistory(List<FormerIdentity> moves) {
        this.moves = new ArrayList<>(moves);
    }

    static IdentityHistory none() {
        return new IdentityHistory(List.of());
    }

    /** The row names no longer what {@code left} says. */
    void add(FormerIdentity left) {
        moves.add(left);
        changed = true;
    }

    /** The row names this identity now, so it has not left it. */
    void returned(RowView row, long route) {
        changed |=
                moves.removeIf(
                        move -> move.isOf(row.keyHigh(), row.keyLow()) && move.route() == route);
    }

    /**
     * What the run says of the row is not right: it has left nothing in it.
     *
     * @return what it named before the run, if the run had it leave that
     */
    Optional<FormerIdentity> takeBack(RowView row) {
        Optional<FormerIdentity> left =
                moves.stream().filter(move -> isOfRun(move, row)).findFirst();
        changed |= moves.removeIf(move -> isOfRun(move, row));
        return left;
    }

    private static boolean isOfRun(FormerIdentity move, RowView row) {
        return move.run() == row.run() && move.isOf(row.keyHigh(), row.keyLow());
    }

    /**
     * The key is duplicated in the run, so that it says nothing of the row: what an earlier run,
     * which was given up, had it leave is not left before the next.
     */
    void postpone(RowView row) {
        for (int i = 0; i < moves.size(); i++) {
            FormerIdentity move = moves.get(i);
            if (move.isOf(row.keyHigh(), row.keyLow()) && move.run() < row.run()) {
                moves.set(i, move.in(row.run() + 1));
                changed = true;
            }
        }
    }

    /** Those of this run and all before, which are then told of. */
    List<FormerIdentity> takeUpTo(long run) {
        List<FormerIdentity> told = moves.stream().filter(move -> move.run() <= run).toList();
        changed |= moves.removeAll(told);
        return told;
    }

    List<FormerIdentity> left() {
        return List.copyOf(moves);
    }

    /** Whether they are others than at first. */
    boolean isChanged() {
        return changed;
    }
}
