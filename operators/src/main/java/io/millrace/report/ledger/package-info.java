/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** The database tables that record runs and rows; see README.md. */
package io.millrace.report.ledger;
