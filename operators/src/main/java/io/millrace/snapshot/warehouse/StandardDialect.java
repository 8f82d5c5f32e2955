/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

/** Any warehouse with a JDBC driver and standard SQL. */
final class StandardDialect implements WarehouseDialect {}
