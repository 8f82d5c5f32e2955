/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** Fields of Iterable: their types, and how values of columns become their JSON. */
package io.millrace.mapping.field;
