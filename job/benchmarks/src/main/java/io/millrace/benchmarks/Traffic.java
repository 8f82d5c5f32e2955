/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks;

/**
 * The requests that the sandbox received, over all endpoints. Reads are not counted: a job reads
 * its project and the types of fields when it starts.
 *
 * @param rows of all requests
 * @param refused requests with another status than 200
 */
public record Traffic(long requests, long rows, long refused) {

    public Traffic since(Traffic before) {
        return new Traffic(
                requests - before.requests, rows - before.rows, refused - before.refused);
    }
}
