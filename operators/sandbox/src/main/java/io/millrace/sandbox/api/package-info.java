/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** The routes of Iterable's API, and the checks before a call is handled. */
package io.millrace.sandbox.api;
