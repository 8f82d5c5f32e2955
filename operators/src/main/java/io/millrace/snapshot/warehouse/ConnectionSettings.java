/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How to connect to the warehouse. {@code toString} and {@link #address()} contain no credentials.
 *
 * @param username empty if none is given
 * @param password empty if none is given
 * @param driver class name; empty to find a driver by the address
 * @param attempts how often to try to connect while the warehouse can't be reached
 * @param properties passed to the driver
 */
record ConnectionSettings(
        String url,
        String username,
        String password,
        String driver,
        Duration connectTimeout,
        int attempts,
        Map<String, String> properties)
        implements Serializable {

    private static final Pattern SECRET_NAME =
            Pattern.compile("(?i).*(pass|pwd|secret|token|credential|private|key).*");
    private static final Pattern PARAMETERS = Pattern.compile("[?;].*", Pattern.DOTALL);
    private static final Pattern USER_INFO = Pattern.compile("//[^/]*@");
    private static final Pattern URL_PARAMETER = Pattern.compile("[?&;]([^=?&;]+)=([^?&;]*)");
    private static final String MASK = "****";

    ConnectionSettings {
        properties = new TreeMap<>(properties);
    }

    /** Returns the address without user, password and parameters. */
    String address() {
        return USER_INFO.matcher(PARAMETERS.matcher(url).replaceFirst("")).replaceFirst("//");
    }

    /**
     * Returns the properties for the driver.
     *
     * @param defaults of the dialect; the user's properties take precedence
     */
    Properties driverProperties(Map<String, String> defaults) {
        Properties all = new Properties();
        all.putAll(defaults);
        all.putAll(properties);
        if (!username.isEmpty()) {
            all.setProperty("user", username);
        }
        if (!password.isEmpty()) {
            all.setProperty("password", password);
        }
        return all;
    }

    /** Returns the text with every secret of these settings masked. */
    String withoutSecrets(String text) {
        String masked = text.replace(url, address());
        for (String secret : secrets()) {
            masked = masked.replace(secret, MASK);
        }
        return masked;
    }

    /** Whether the messages of the throwable and its causes contain no secret. */
    boolean isFreeOfSecrets(Throwable throwable) {
        return Stream.iterate(
                        Optional.of(throwable), Optional::isPresent, ConnectionSettings::cause)
                .map(link -> String.valueOf(link.get().getMessage()))
                .allMatch(message -> withoutSecrets(message).equals(message));
    }

    private static Optional<Throwable> cause(Optional<Throwable> link) {
        return link.map(Throwable::getCause);
    }

    private List<String> secrets() {
        Stream<String> named =
                properties.entrySet().stream()
                        .filter(property -> SECRET_NAME.matcher(property.getKey()).matches())
                        .map(Map.Entry::getValue);
        Stream<String> inUrl =
                URL_PARAMETER
                        .matcher(url)
                        .results()
                        .filter(parameter -> SECRET_NAME.matcher(parameter.group(1)).matches())
                        .map(parameter -> parameter.group(2));
        Stream<String> userInfo =
                Pattern.compile("//[^/:]*:([^/]*)@")
                        .matcher(url)
                        .results()
                        .map(found -> found.group(1));
        return Stream.of(Stream.of(password), named, inUrl, userInfo)
                .flatMap(secrets -> secrets)
                .filter(secret -> secret.length() > 2)
                .toList();
    }

    @Override
    public String toString() {
        return address();
    }
}
