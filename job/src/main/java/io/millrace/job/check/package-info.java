/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** Says what is wrong with definitions, with Iterable and with sources, and changes nothing. */
package io.millrace.job.check;
