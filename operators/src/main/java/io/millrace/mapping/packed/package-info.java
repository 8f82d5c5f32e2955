/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/**
 * Operations as bytes: serialised once by the mapping, and decoded only to be put into a request.
 */
package io.millrace.mapping.packed;
