/* Licensed under the Apache License, Version 2.0; see LICENSE. */

/** Parts of a table: splits, their progress and state, and the statement that reads one. */
package io.millrace.snapshot.warehouse.range;
