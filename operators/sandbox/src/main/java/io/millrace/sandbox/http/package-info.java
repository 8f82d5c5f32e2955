/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** An HTTP server: requests, responses and connections, without knowledge of Iterable. */
package io.millrace.sandbox.http;
