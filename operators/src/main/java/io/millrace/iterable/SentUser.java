/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.iterable;

/**
 * One user of a bulk request.
 *
 * @param identifier its email or userId, as sent
 * @param body its JSON object, UTF-8
 */
public record SentUser(String identifier, byte[] body) {}
