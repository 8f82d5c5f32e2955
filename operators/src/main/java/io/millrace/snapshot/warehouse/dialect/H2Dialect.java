/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse.dialect;

import io.millrace.snapshot.warehouse.column.SourceKind;
import java.util.Locale;

/** H2: names without quotes fold to upper case, and the driver reports a UUID as binary. */
public final class H2Dialect implements WarehouseDialect {

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
