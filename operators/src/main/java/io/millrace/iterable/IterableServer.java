/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.iterable;

import java.io.Serializable;
import java.net.URI;
import java.util.Locale;

/**
 * The server of a project's data centre. An API key is valid in one data centre only.
 *
 * @param baseUrl scheme, host and optional port, without a slash at the end
 */
public record IterableServer(String baseUrl) implements Serializable {

    public static final IterableServer US = new IterableServer("https://api.iterable.com");
    public static final IterableServer EU = new IterableServer("https://api.eu.iterable.com");

    public IterableServer {
        URI uri = URI.create(baseUrl);
        boolean http = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
        if (!http || uri.getHost() == null || baseUrl.endsWith("/")) {
            throw new IllegalArgumentException(
                    "not a base URL such as " + US.baseUrl() + ": " + baseUrl);
        }
    }

    /** Reads {@code us}, {@code eu}, or any base URL. */
    public static IterableServer parse(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "us" -> US;
            case "eu" -> EU;
            default -> new IterableServer(text.endsWith("/") ? withoutLast(text) : text);
        };
    }

    private static String withoutLast(String text) {
        return text.substring(0, text.length() - 1);
    }

    String url(String path) {
        return baseUrl + path;
    }
}
