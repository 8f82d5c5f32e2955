/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** Reports the problems of definitions, of Iterable and of sources. Changes nothing. */
package io.millrace.job.check;
