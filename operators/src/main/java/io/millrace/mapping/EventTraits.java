/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import com.fasterxml.jackson.core.JsonGenerator;
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
 * What custom events and purchases have in common, by position of the column.
 *
 * @param sync name of the sync: part of the ids that are made up
 * @param idPosition the event's own id; without it one is made up, the same for a row every time
 * @param createdAtPosition when it happened; without it the time of the run that saw the row
 */
public record EventTraits(
        String sync,
        int idPosition,
        int createdAtPosition,
        int campaignIdPosition,
        int templateIdPosition)
        implements Serializable {

    /** In place of a position: there is no such column. */
    public static final int NO_COLUMN = -1;

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,512}");
    private static final int ID_BYTES = 16;

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
        writeWhole("campaignId", column(campaignIdPosition).flatMap(row::whole), json);
        writeWhole("templateId", column(templateIdPosition).flatMap(row::whole), json);
    }

    private static void writeWhole(String name, Optional<Long> value, JsonGenerator json)
            throws IOException {
        if (value.isPresent()) {
            json.writeNumberField(name, value.get());
        }
    }

    private String id(String eventName, SyncRow row) {
        Optional<Integer> position = column(idPosition);
        if (position.isEmpty()) {
            return madeUp(eventName, row);
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
     * Half a SHA-256 over the sync's name, the event's name and the primary key, each closed by a
     * zero byte, as ids are shared by all events of a project.
     */
    private String madeUp(String eventName, SyncRow row) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : new String[] {sync, eventName}) {
                digest.update(part.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
            }
            digest.update(row.key());
            return HexFormat.of().formatHex(digest.digest(), 0, ID_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
