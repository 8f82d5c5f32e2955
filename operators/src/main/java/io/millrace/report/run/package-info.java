/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** The words of a run: its report, status, cause, warnings and the rows it did not deliver. */
package io.millrace.report.run;
