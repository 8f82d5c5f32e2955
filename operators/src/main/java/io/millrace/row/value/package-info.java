/* Licensed under the Apache License, Version 2.0; see LICENSE. */

/** The encoded form of one value: a tag and a payload. Imports nothing of the row package. */
package io.millrace.row.value;
