/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.project;

/** A channel, as {@code GET /api/channels} lists it. */
public record MessageChannel(long id, String name, boolean marketing, String messageMedium) {}
