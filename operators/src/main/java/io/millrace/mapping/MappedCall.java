/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

/**
 * What a row asks of Iterable; the parts are as {@link OperationKind} says.
 *
 * @param target empty if the kind has none
 */
record MappedCall(OperationKind kind, String target, byte[] body) {

    private static final byte[] NO_BODY = new byte[0];

    /** Takes back whatever the row asked before and was not sent. */
    static final MappedCall WITHDRAW = new MappedCall(OperationKind.WITHDRAW, "", NO_BODY);

    static MappedCall of(OperationKind kind, byte[] body) {
        return new MappedCall(kind, "", body);
    }

    static MappedCall withoutBody(OperationKind kind, String target) {
        return new MappedCall(kind, target, NO_BODY);
    }
}
