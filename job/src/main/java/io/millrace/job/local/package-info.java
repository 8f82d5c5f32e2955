/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** Runs the job on this machine, in this process, with state that outlives the process. */
package io.millrace.job.local;
