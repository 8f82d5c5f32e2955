/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import java.util.Locale;

/** H2: names fold to upper case, and a UUID calls itself binary. */
final class H2Dialect implements WarehouseDialect {

    @Override
    public String unquoted(String name) {
        return quote(name.toUpperCase(Locale.ROOT));
    }

    @Override
    public SourceKind kind(int jdbcType, String typeName) {
        return typeName.equals("UUID")
                ? SourceKind.TEXT
                : WarehouseDialect.super.kind(jdbcType, typeName);
    }
}
