/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** Every key of {@code millrace.yaml} and {@code syncs/*.yaml}: name, type, default and meaning. */
package io.millrace.job.definition.option;
