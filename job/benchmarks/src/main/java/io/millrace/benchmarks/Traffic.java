/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks;

/**
 * What the sandbox was sent, over all endpoints. Reads are not counted: a job that starts looks up
 * its project and the types of fields.
 *
 * @param rows rows of all requests
 * @param refused requests not answered with 200
 */
record Traffic(long requests, long rows, long refused) {

    Traffic since(Traffic before) {
        return new Traffic(
                requests - before.requests, rows - before.rows, refused - before.refused);
    }
}
