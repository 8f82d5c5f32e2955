/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.project;

import java.util.Set;

/**
 * A list, as a copy.
 *
 * @param members their emails, or their userIds where they have no email or the project has no
 *     unique ones
 */
public record ListState(long id, String name, String description, Set<String> members) {}
