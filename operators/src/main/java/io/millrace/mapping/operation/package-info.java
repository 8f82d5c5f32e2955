/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/**
 * Operations, and their compressed form. The mapping serialises an operation once; it is decoded
 * only when its request is built.
 */
package io.millrace.mapping.operation;
