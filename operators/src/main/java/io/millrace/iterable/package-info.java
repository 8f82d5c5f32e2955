/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** The client of Iterable: requests, responses, and what a response means for each row. */
package io.millrace.iterable;
