/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** The tables and views of the {@code models/} folder, and how a job reads them. */
package io.millrace.job.model;
