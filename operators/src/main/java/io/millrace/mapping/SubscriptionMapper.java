/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

/** A row subscribes its user, the row's end unsubscribes him. */
final class SubscriptionMapper implements RowMapper {

    private final SubscriptionMapping mapping;

    SubscriptionMapper(SubscriptionMapping mapping) {
        this.mapping = mapping;
    }

    @Override
    public OperationKind kind() {
        return OperationKind.SUBSCRIBE;
    }

    @Override
    public MappedCall added(SyncRow row) {
        return new MappedCall(kind(), target(row), JsonBody.id(row));
    }

    @Override
    public MappedCall removed(SyncRow row) {
        return new MappedCall(OperationKind.UNSUBSCRIBE, target(row), JsonBody.id(row));
    }

    private String target(SyncRow row) {
        return mapping.group() + "/" + mapping.id().of(row);
    }
}
