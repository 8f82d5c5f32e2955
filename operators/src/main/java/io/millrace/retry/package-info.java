/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** How long to wait before something that failed is tried again: in every stage that retries. */
package io.millrace.retry;
