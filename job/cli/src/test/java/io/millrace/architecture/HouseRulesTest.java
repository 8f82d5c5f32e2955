/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.architecture;

import io.millrace.testing.HouseRules;

/** The rules of the house, for the commands. */
class HouseRulesTest extends HouseRules {}
