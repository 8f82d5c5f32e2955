/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox;

import java.util.ArrayList;
import java.util.List;

/**
 * What a request touches, row by row: its lanes, on which the order of requests matters, and the
 * hashes of its rows.
 *
 * @param purpose how the claim came about
 * @param pipeline which of the separate pipelines the request goes through
 * @param identities as a person reads them
 * @param lanes hashes of the scope and the identity
 * @param rows hashes of the rows' bytes
 */
record RequestClaims(
        Purpose purpose, Pipeline pipeline, List<String> identities, long[] lanes, long[] rows) {

    enum Purpose {
        /** Writes state: the same row again, once acknowledged, is a needless call. */
        WRITE,
        /** Ends an identity: whatever was written before may be written again. */
        END,
        /** Ends more identities than it can name: anything may be written again. */
        END_ALL,
        /** Claims nothing. */
        NONE
    }

    enum Pipeline {
        SINGLE,
        BULK,
        OTHER
    }

    static final RequestClaims NONE =
            new RequestClaims(Purpose.NONE, Pipeline.OTHER, List.of(), new long[0], new long[0]);

    static final RequestClaims ALL =
            new RequestClaims(Purpose.END_ALL, Pipeline.OTHER, List.of(), new long[0], new long[0]);

    int size() {
        return lanes.length;
    }

    /** Gathers claims row by row. */
    static final class Builder {

        private final Purpose purpose;
        private final Pipeline pipeline;
        private final long scope;
        private final long salt;
        private final List<String> identities = new ArrayList<>();
        private final List<Long> rows = new ArrayList<>();

        /**
         * @param scope identities of different scopes have different lanes
         * @param action rows of different actions differ, whatever their bytes
         */
        Builder(Purpose purpose, Pipeline pipeline, String scope, String action) {
            this.purpose = purpose;
            this.pipeline = pipeline;
            this.scope = Hash64.of(scope);
            this.salt = Hash64.of(action);
        }

        Builder add(String identity, long row) {
            identities.add(identity);
            rows.add(row);
            return this;
        }

        RequestClaims build() {
            long[] lanes = new long[rows.size()];
            long[] hashes = new long[rows.size()];
            for (int i = 0; i < lanes.length; i++) {
                lanes[i] = Hash64.mix(scope ^ Hash64.of(identities.get(i)));
                hashes[i] = salt ^ rows.get(i);
            }
            return new RequestClaims(purpose, pipeline, identities, lanes, hashes);
        }
    }
}
