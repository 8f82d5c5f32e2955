/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import io.millrace.mapping.operation.OperationKind;

/**
 * The call that a row requires. {@link OperationKind} describes target and body of each kind.
 *
 * @param target empty if the kind has none
 */
record MappedCall(OperationKind kind, String target, byte[] body) {

    private static final byte[] NO_BODY = new byte[0];

    /** Withdraws the row's earlier operation if that was not sent. */
    static final MappedCall WITHDRAW = new MappedCall(OperationKind.WITHDRAW, "", NO_BODY);

    static MappedCall of(OperationKind kind, byte[] body) {
        return new MappedCall(kind, "", body);
    }

    static MappedCall withoutBody(OperationKind kind, String target) {
        return new MappedCall(kind, target, NO_BODY);
    }
}
