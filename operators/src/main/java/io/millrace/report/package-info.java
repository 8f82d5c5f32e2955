/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** Adds up what the stages report of a run, and writes it to the ledger; see README.md. */
package io.millrace.report;
