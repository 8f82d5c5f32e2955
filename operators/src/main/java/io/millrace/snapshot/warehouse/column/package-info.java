/* Licensed under the Apache License, Version 2.0; see LICENSE. */

/** How a value of a source column is read or encoded as a declared type. */
package io.millrace.snapshot.warehouse.column;
