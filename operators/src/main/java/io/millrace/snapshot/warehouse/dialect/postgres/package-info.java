/* Licensed under the Apache License, Version 2.0; see LICENSE. */

/** PostgreSQL: shared snapshots, page ranges, COPY, and encoders of its binary formats. */
package io.millrace.snapshot.warehouse.dialect.postgres;
