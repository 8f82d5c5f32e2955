/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/**
 * The requests that are filled, under way and waiting; and the operations that wait for a place in
 * one.
 */
package io.millrace.outbox.send;
