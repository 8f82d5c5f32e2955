/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.journal;

import java.util.ArrayList;
import java.util.List;

/**
 * What a request touches, one entry for each of its rows.
 *
 * @param purpose what the request does to its identities
 * @param pipeline the pipeline of Iterable that the request goes through
 * @param identities in readable form
 * @param conflictKeys hashes of scope and identity; two requests that have one in common must not
 *     be concurrent
 * @param rowHashes hashes of the rows' bytes
 */
public record RequestClaims(
        Purpose purpose,
        Pipeline pipeline,
        List<String> identities,
        long[] conflictKeys,
        long[] rowHashes) {

    /** What a request does to the identities it names. */
    public enum Purpose {
        /** It writes them: to send an acknowledged row again is a needless call. */
        WRITE,
        /** It ends them: what was written before may be written again. */
        END,
        /** It ends identities it does not name: anything may be written again. */
        END_ALL,
        /** It touches none. */
        NONE
    }

    /** Iterable processes single and bulk calls in separate pipelines, in no common order. */
    public enum Pipeline {
        SINGLE,
        BULK,
        OTHER
    }

    public static final RequestClaims NONE = empty(Purpose.NONE);
    public static final RequestClaims ALL = empty(Purpose.END_ALL);

    private static RequestClaims empty(Purpose purpose) {
        return new RequestClaims(purpose, Pipeline.OTHER, List.of(), new long[0], new long[0]);
    }

    int size() {
        return conflictKeys.length;
    }

    /** Collects claims row by row. */
    public static final class Builder {

        private final Purpose purpose;
        private final Pipeline pipeline;
        private final long scope;
        private final long salt;
        private final List<String> identities = new ArrayList<>();
        private final List<Long> rows = new ArrayList<>();

        /**
         * @param scope one identity has different conflict keys in different scopes
         * @param action equal rows of different actions have different hashes
         */
        public Builder(Purpose purpose, Pipeline pipeline, String scope, String action) {
            this.purpose = purpose;
            this.pipeline = pipeline;
            this.scope = Hash64.of(scope);
            this.salt = Hash64.of(action);
        }

        public Builder add(String identity, long rowHash) {
            identities.add(identity);
            rows.add(rowHash);
            return this;
        }

        public RequestClaims build() {
            long[] conflictKeys = new long[rows.size()];
            long[] rowHashes = new long[rows.size()];
            for (int i = 0; i < conflictKeys.length; i++) {
                conflictKeys[i] = Hash64.mix(scope ^ Hash64.of(identities.get(i)));
                rowHashes[i] = salt ^ rows.get(i);
            }
            return new RequestClaims(purpose, pipeline, identities, conflictKeys, rowHashes);
        }
    }
}
