package com.example;

import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** Every clause that the vendor's library claims, as a test of its own. What is under test: junit-platform.properties. */
@Suite
@SelectPackages("io.github.ipctck.clauses")
@IncludeClassNamePatterns(".*Clauses")
class ConformanceTest {}
