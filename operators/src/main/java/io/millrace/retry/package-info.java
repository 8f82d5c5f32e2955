/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** The wait before a failed call is tried again, for each stage that retries. */
package io.millrace.retry;
