/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.api;

import io.millrace.sandbox.http.Response;

/** Answers the calls of one route. The caller holds the project's monitor. */
@FunctionalInterface
public interface CallHandler {

    Response answer(ApiCall call);
}
