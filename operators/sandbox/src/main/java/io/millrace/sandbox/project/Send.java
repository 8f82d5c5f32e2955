/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.project;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A send or journey that was triggered. Each call is one entry.
 *
 * @param call the endpoint's path
 * @param recipient email or userId as sent; empty for a list
 * @param request the body as sent
 */
public record Send(String call, String recipient, ObjectNode request) {}
