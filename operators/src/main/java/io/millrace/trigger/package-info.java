/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** When the runs of a sync start. */
package io.millrace.trigger;
