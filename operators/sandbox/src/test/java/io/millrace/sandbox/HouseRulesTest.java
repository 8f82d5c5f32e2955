/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox;

import io.millrace.testing.HouseRules;

/** The rules of the house, for the sandbox. */
class HouseRulesTest extends HouseRules {}
