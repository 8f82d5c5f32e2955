/* Licensed under the Apache License, Version 2.0; see LICENSE. */

/** What differs between databases: SQL, session settings, types, and optional capabilities. */
package io.millrace.snapshot.warehouse.dialect;
