/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** A shop that lives on this machine, so that there is something to sync. */
package io.millrace.cli.demo;
