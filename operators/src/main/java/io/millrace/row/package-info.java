/* Licensed under the Apache License, Version 2.0; see LICENSE. */

/**
 * The encoded form of a model's rows: layout, codec, hashes, buckets, routes and chunks. All stages
 * use this package; it uses none of them.
 */
package io.millrace.row;
