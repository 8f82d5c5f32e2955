/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** Maps the changes of a model to operations: one mapping for each kind of Iterable data. */
package io.millrace.mapping;
