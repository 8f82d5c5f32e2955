/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.mapping.field.SyncRow;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The columns that custom events and purchases have in common, by position.
 *
 * @param sync name of the sync, a part of generated ids
 * @param idPosition id of the event; without the column the id is generated, and is the same
 *     whenever the row is sent
 * @param createdAtPosition time of the event; without the column it is the time of the run
 */
public record EventTraits(
        String sync,
        int idPosition,
        int createdAtPosition,
        int campaignIdPosition,
        int templateIdPosition)
        implements Serializable {

    /** A position that means: there is no such column. */
    public static final int NO_COLUMN = -1;

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,512}");
    private static final int GENERATED_ID_BYTES = 16;

    private static Optional<Integer> column(int position) {
        return position == NO_COLUMN ? Optional.empty() : Optional.of(position);
    }

    /** Writes {@code id}, {@code createdAt}, {@code campaignId} and {@code templateId}. */
    void write(String eventName, SyncRow row, JsonGenerator json) throws IOException {
        json.writeStringField("id", id(eventName, row));
        json.writeNumberField(
                "createdAt",
                column(createdAtPosition)
                        .flatMap(row::instant)
                        .map(Instant::getEpochSecond)
                        .orElse(row.runSeconds()));
        writeWholeNumber("campaignId", campaignIdPosition, row, json);
        writeWholeNumber("templateId", templateIdPosition, row, json);
    }

    private static void writeWholeNumber(String name, int position, SyncRow row, JsonGenerator json)
            throws IOException {
        Optional<Long> number = column(position).flatMap(row::wholeNumber);
        if (number.isPresent()) {
            json.writeNumberField(name, number.get());
        }
    }

    private String id(String eventName, SyncRow row) {
        Optional<Integer> position = column(idPosition);
        if (position.isEmpty()) {
            return generatedId(eventName, row);
        }
        String id = row.requiredText(position.get());
        if (!ID.matcher(id).matches()) {
            throw row.fault(
                    position.get(),
                    "'" + id + "' can't be an event id: those are letters, digits and hyphens");
        }
        return id;
    }

    /**
     * The first half of a SHA-256 over the sync's name, the event's name and the primary key. A
     * zero byte ends each name. The names are part of the hash because all events of a project
     * share one space of ids.
     */
    private String generatedId(String eventName, SyncRow row) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : new String[] {sync, eventName}) {
                digest.update(part.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
            }
            digest.update(row.key());
            return HexFormat.of().formatHex(digest.digest(), 0, GENERATED_ID_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
