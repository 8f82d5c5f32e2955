/* Licensed under the Apache License, Version 2.0; see LICENSE. */

/**
 * Reads a bounded source again for each run, and marks where a run starts and is complete. The
 * sub-packages are connectors: bounded sources of rows.
 */
package io.millrace.snapshot;
