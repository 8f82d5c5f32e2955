/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan;

import io.millrace.iterable.NewFieldPolicy;
import io.millrace.job.definition.ProjectDefinition.Pace;
import io.millrace.job.definition.option.ProjectType;
import io.millrace.job.definition.problem.Secret;
import io.millrace.job.definition.problem.ValueAt;
import io.millrace.outbox.OutboxSettings;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The Iterable project that the job writes to.
 *
 * @param baseUrl without a trailing slash
 * @param mobileApiKey present if a sync registers devices
 */
public record IterableProject(
        URI baseUrl,
        Secret apiKey,
        Optional<Secret> mobileApiKey,
        ProjectType type,
        Pace pace,
        OutboxSettings.Retries retries,
        ValueAt<NewFieldPolicy> newFields) {

    /** Whether a field that does not exist in Iterable is an error. */
    public boolean refusesNewFields() {
        return newFields.value() == NewFieldPolicy.REFUSE;
    }

    /**
     * Equal for plans with the same URL and key, which share Iterable's rate limits. Does not
     * reveal the key.
     */
    public String fingerprint() {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(
                                    (baseUrl + " " + apiKey.reveal())
                                            .getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
