/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** Speaks with Iterable: requests, answers and what they mean. */
package io.millrace.iterable;
