/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.project;

/**
 * A message type of a channel, as {@code GET /api/messageTypes} lists it.
 *
 * @param createdAt milliseconds since 1970
 */
public record MessageType(long id, String name, long channelId, boolean optIn, long createdAt) {}
