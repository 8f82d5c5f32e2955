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
 * The project that is written to.
 *
 * @param baseUrl without a slash at its end
 * @param mobileApiKey there if a sync registers devices
 */
public record IterableProject(
        URI baseUrl,
        Secret apiKey,
        Optional<Secret> mobileApiKey,
        ProjectType type,
        Pace pace,
        OutboxSettings.Retries retries,
        ValueAt<NewFieldPolicy> newFields) {

    /** Whether a field that Iterable does not have is an error. */
    public boolean refusesNewFields() {
        return newFields.value() == NewFieldPolicy.REFUSE;
    }

    /**
     * The same for two plans that write to one project with one key, as rates are kept by both;
     * tells nothing of the key.
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
