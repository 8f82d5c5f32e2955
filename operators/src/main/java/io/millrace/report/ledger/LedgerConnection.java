/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report.ledger;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Where the ledger is. Its text has no secrets, not even those within the URL.
 *
 * @param url a JDBC URL of H2 or PostgreSQL
 * @param user empty if the URL names the user or none is needed
 * @param password secret; empty if there is none
 */
public record LedgerConnection(String url, String user, String password) implements Serializable {

    private static final String MASK = "****";

    private static final Pattern PARAMETER =
            Pattern.compile("(?i)([?&;]\\s*[a-z]*(?:password|secret|token)\\s*=)[^&;\\s\\]\"]*");

    private static final Pattern USER_INFO = Pattern.compile("(://[^/@:\\s]+:)[^/\\s]*@");

    /**
     * A ledger in a file that H2 creates. Several processes of one machine may use it at once, and
     * so may several class loaders of one process.
     */
    public static LedgerConnection embedded(Path file) {
        return new LedgerConnection(
                "jdbc:h2:file:" + file.toAbsolutePath() + ";AUTO_SERVER=TRUE", "millrace", "");
    }

    /** {@code text} with every secret of this connection masked. */
    public String mask(String text) {
        String masked = PARAMETER.matcher(text).replaceAll("$1" + MASK);
        masked = USER_INFO.matcher(masked).replaceAll("$1" + MASK + "@");
        return password.isEmpty() ? masked : masked.replace(password, MASK);
    }

    @Override
    public String toString() {
        return user.isEmpty() ? mask(url) : mask(url) + " as " + mask(user);
    }
}
