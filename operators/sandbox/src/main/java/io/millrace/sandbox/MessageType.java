/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox;

/** A message type of a channel, as {@code GET /api/messageTypes} lists it. */
public record MessageType(long id, String name, long channelId, boolean optIn) {}
