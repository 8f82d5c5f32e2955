/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse.dialect;

/** Any database with standard SQL and a driver that follows JDBC. */
public final class StandardDialect implements WarehouseDialect {}
