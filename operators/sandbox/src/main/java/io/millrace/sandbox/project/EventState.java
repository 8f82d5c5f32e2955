/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/**
 * A custom event, a purchase or a cart update, as a copy.
 *
 * @param id as sent, or generated on arrival
 * @param email of its user; empty if there is none
 * @param userId of its user; empty if there is none
 */
public record EventState(
        String id,
        String eventName,
        String email,
        String userId,
        Instant createdAt,
        ObjectNode dataFields) {}
