/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathPatternTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "*.csv a.csv true",
                "*.csv a/a.csv false",
                "*.csv a.csv.gz false",
                "**/*.csv a.csv true",
                "**/*.csv x/y/a.csv true",
                "x/** x/y/a.csv true",
                "x/** y/a.csv false",
                "part-?.json part-1.json true",
                "part-?.json part-10.json false",
                "{a,b}*.csv b7.csv true",
                "{a,b}*.csv c7.csv false",
                "dt=*/{x/a,b}.csv dt=1/x/a.csv true",
                "a,b.csv a,b.csv true",
                "a.csv abcsv false",
                "a[1].csv a[1].csv true"
            })
    void matches(String glob, String path, boolean matches) {
        assertThat(PathPattern.regex(glob).matcher(path).matches()).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "/data/in/*.csv /data/in *.csv 0",
                "/*.csv / *.csv 0",
                "*.csv . *.csv 0",
                "s3://bucket/in/dt=*/a.csv s3://bucket/in dt=*/a.csv 1",
                "/data/in/{a/b,c}.csv /data/in {a/b,c}.csv 2147483647",
                "/data/**/*.csv /data **/*.csv 2147483647"
            })
    void aPathIsSplitBeforeTheFirstSpecialSegment(
            String path, String base, String rest, int depth) {
        PathPattern pattern = PathPattern.of(path);

        assertThat(pattern).isEqualTo(new PathPattern(base, rest));
        assertThat(pattern.depth()).isEqualTo(depth);
    }

    @Test
    void aPathWithoutSpecialCharactersIsPlain() {
        assertThat(PathPattern.of("/data/in/a.csv").isPlain()).isTrue();
        assertThat(PathPattern.of("/data/in/*").isPlain()).isFalse();
    }

    @Test
    void bracesComeInPairs() {
        assertThat(PathPattern.hasBalancedBraces("a{b,c}d{e}")).isTrue();
        assertThat(PathPattern.hasBalancedBraces("a{b")).isFalse();
        assertThat(PathPattern.hasBalancedBraces("ab}")).isFalse();
        assertThat(PathPattern.hasBalancedBraces("a{b{c}}")).isFalse();
    }
}
