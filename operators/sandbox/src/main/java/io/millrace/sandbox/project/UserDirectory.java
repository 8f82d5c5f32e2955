/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.project;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Every profile of the project by email and by userId, and the forgotten identifiers. Callers
 * ensure that identifiers are unique where the project requires it.
 */
public final class UserDirectory {

    private final Map<String, List<Profile>> byEmail = new HashMap<>();
    private final Map<String, List<Profile>> byUserId = new HashMap<>();
    private final List<Profile> all = new ArrayList<>();
    private final Set<String> forgottenEmails = new LinkedHashSet<>();
    private final Set<String> forgottenUserIds = new LinkedHashSet<>();

    public List<Profile> all() {
        return Collections.unmodifiableList(all);
    }

    /** The first profile with this email; case does not matter. */
    public Optional<Profile> withEmail(String email) {
        return allWithEmail(email).stream().findFirst();
    }

    /** The first profile with this userId. */
    public Optional<Profile> withUserId(String userId) {
        return allWithUserId(userId).stream().findFirst();
    }

    public List<Profile> allWithEmail(String email) {
        return byEmail.getOrDefault(IdentifierRules.normalEmail(email), List.of());
    }

    public List<Profile> allWithUserId(String userId) {
        return byUserId.getOrDefault(userId, List.of());
    }

    public Profile create(String email, String userId) {
        Profile profile = new Profile(IdentifierRules.normalEmail(email), userId);
        profile.position(all.size());
        all.add(profile);
        index(byEmail, profile.email(), profile);
        index(byUserId, profile.userId(), profile);
        return profile;
    }

    public void rename(Profile profile, String email, String userId) {
        String normal = IdentifierRules.normalEmail(email);
        if (!normal.equals(profile.email())) {
            drop(byEmail, profile.email(), profile);
            profile.email(normal);
            index(byEmail, normal, profile);
        }
        if (!userId.equals(profile.userId())) {
            drop(byUserId, profile.userId(), profile);
            profile.userId(userId);
            index(byUserId, userId, profile);
        }
    }

    void remove(Profile profile) {
        drop(byEmail, profile.email(), profile);
        drop(byUserId, profile.userId(), profile);
        Profile last = all.remove(all.size() - 1);
        if (last != profile) {
            all.set(profile.position(), last);
            last.position(profile.position());
        }
    }

    public void forgetEmail(String email) {
        forgottenEmails.add(fingerprint(email));
    }

    public void forgetUserId(String userId) {
        forgottenUserIds.add(fingerprint(userId));
    }

    public boolean unforgetEmail(String email) {
        return forgottenEmails.remove(fingerprint(email));
    }

    public boolean unforgetUserId(String userId) {
        return forgottenUserIds.remove(fingerprint(userId));
    }

    public boolean isForgottenEmail(String email) {
        return !forgottenEmails.isEmpty() && forgottenEmails.contains(fingerprint(email));
    }

    public boolean isForgottenUserId(String userId) {
        return !forgottenUserIds.isEmpty() && forgottenUserIds.contains(fingerprint(userId));
    }

    public Set<String> forgottenEmails() {
        return forgottenEmails;
    }

    public Set<String> forgottenUserIds() {
        return forgottenUserIds;
    }

    /** SHA-256 of the trimmed, lower-cased value, in hex. */
    public static String fingerprint(String identifier) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(
                                    identifier
                                            .trim()
                                            .toLowerCase(Locale.ROOT)
                                            .getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private static void index(Map<String, List<Profile>> index, String key, Profile profile) {
        if (!key.isEmpty()) {
            List<Profile> before = index.putIfAbsent(key, List.of(profile));
            if (before != null) {
                List<Profile> after = new ArrayList<>(before);
                after.add(profile);
                index.put(key, List.copyOf(after));
            }
        }
    }

    private static void drop(Map<String, List<Profile>> index, String key, Profile profile) {
        List<Profile> before = index.getOrDefault(key, List.of());
        List<Profile> after = before.stream().filter(other -> other != profile).toList();
        if (after.isEmpty()) {
            index.remove(key);
        } else {
            index.put(key, after);
        }
    }
}
