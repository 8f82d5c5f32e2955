/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox;

/** Answers one endpoint. Called by one thread at a time, with the project's state to itself. */
@FunctionalInterface
interface Handler {

    Response answer(Call call);
}
