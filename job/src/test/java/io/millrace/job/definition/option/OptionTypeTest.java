/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.definition.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.job.definition.problem.Location;
import io.millrace.job.definition.syntax.Yaml;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OptionTypeTest {

    @ParameterizedTest
    @CsvSource({
        "every 10 s, PT10S",
        "every 15 min, PT15M",
        "every 15min, PT15M",
        "Every 1 minute, PT1M",
        "every 2 h, PT2H",
        "every 1 day, PT24H",
        "every 3 days, PT72H"
    })
    void schedulesAreRead(String text, Duration interval) throws Exception {
        assertThat(OptionType.schedule().read(scalar(text))).isEqualTo(interval);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "15 min",
                "every",
                "every min",
                "every 0 s",
                "every -1 s",
                "every 2 weeks",
                "every 1.5 h"
            })
    void otherSchedulesAreRefused(String text) {
        assertThatThrownBy(() -> OptionType.schedule().read(scalar(text)))
                .hasMessage(
                        "must be 'every <n> <s, min, h or day>', such as 'every 15 min', is '%s'",
                        text);
    }

    @Test
    void cronIsRefusedByName() {
        assertThatThrownBy(() -> OptionType.schedule().read(scalar("*/5 * * * *")))
                .isInstanceOfSatisfying(
                        InvalidValueException.class,
                        e -> assertThat(e.fix()).isEqualTo("Cron expressions are not supported"));
    }

    @ParameterizedTest
    @CsvSource({"50%, 0.5", "0%, 0", "100 %, 1", "12.5%, 0.125"})
    void sharesAreRead(String text, double share) throws Exception {
        assertThat(OptionType.share().read(scalar(text))).isEqualTo(share);
    }

    @ParameterizedTest
    @ValueSource(strings = {"101%", "50", "0.5", "-1%", "%"})
    void otherSharesAreRefused(String text) {
        assertThatThrownBy(() -> OptionType.share().read(scalar(text)))
                .isInstanceOf(InvalidValueException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "US, https://api.iterable.com",
        "EU, https://api.eu.iterable.com",
        "http://localhost:8080/, http://localhost:8080"
    })
    void baseUrlsAreRead(String text, URI url) throws Exception {
        assertThat(OptionType.iterableUrl().read(scalar(text))).isEqualTo(url);
    }

    @ParameterizedTest
    @ValueSource(strings = {"us", "api.iterable.com", "ftp://x", "http://", "http://a b"})
    void otherBaseUrlsAreRefused(String text) {
        assertThatThrownBy(() -> OptionType.iterableUrl().read(scalar(text)))
                .hasMessage("must be 'US', 'EU' or a http(s) URL, is '%s'", text);
    }

    private static Yaml.Scalar scalar(String text) {
        return new Yaml.Scalar(text, text, Yaml.Kind.TEXT, new Location("f", 1));
    }
}
