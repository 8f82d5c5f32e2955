/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** Runs a job in this process, with state in a folder that outlives the process. */
package io.millrace.job.local;
