/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/** What the tests of every module share: the rules of the house and a PostgreSQL server. */
package io.millrace.testing;
