/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.definition.syntax;

import io.millrace.job.definition.problem.Location;
import io.millrace.job.definition.problem.Problems;
import io.millrace.job.definition.problem.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Splits a file into statements at semicolons outside quotes and comments, and resolves references
 * to environment variables in string literals. Used once per file.
 */
public final class SqlSplitter {

    private static final Pattern PASSWORD_IN_URL =
            Pattern.compile("(?i)(?:password|passwd|pwd|token)=([^&;\\s]+)");

    private final String file;
    private final String content;
    private final EnvironmentVariables environment;
    private final Problems problems;

    private final List<SqlStatement> statements = new ArrayList<>();
    private final StringBuilder statement = new StringBuilder();

    /**
     * The previous literal, if only {@code =} is between it and the current position; else empty.
     */
    private Optional<String> optionKey = Optional.empty();

    private String lastLiteral = "";
    private int position;
    private int line = 1;
    private int statementLine;

    public SqlSplitter(
            String file, String content, EnvironmentVariables environment, Problems problems) {
        this.file = file;
        this.content = content;
        this.environment = environment;
        this.problems = problems;
    }

    public List<SqlStatement> split() {
        while (position < content.length()) {
            char next = content.charAt(position);
            if (content.startsWith("--", position)) {
                comment(endOf("\n", 0));
            } else if (content.startsWith("/*", position)) {
                comment(closing("*/", 2, "comment"));
            } else if (next == '\'') {
                literal();
            } else if (next == '`' || next == '"') {
                quoted(next);
            } else if (next == ';') {
                finish();
                position++;
            } else {
                plain(next);
            }
        }
        finish();
        return List.copyOf(statements);
    }

    private void plain(char next) {
        if (next == '=' && !lastLiteral.isEmpty()) {
            optionKey = Optional.of(lastLiteral);
        } else if (!Character.isWhitespace(next)) {
            optionKey = Optional.empty();
            lastLiteral = "";
        }
        if (statement.length() == 0 && Character.isWhitespace(next)) {
            advance(position + 1);
        } else {
            take(position + 1);
        }
    }

    /**
     * Comments before a statement are dropped. Comments within one are kept, because they contain
     * line breaks.
     */
    private void comment(int end) {
        if (statement.length() == 0) {
            advance(end);
        } else {
            take(end);
        }
    }

    private void quoted(char quote) {
        take(endOfQuote(quote, "identifier"));
    }

    private void literal() {
        int end = endOfQuote('\'', "text");
        int close = content.charAt(end - 1) == '\'' && end - position > 1 ? end - 1 : end;
        String written = content.substring(position + 1, close).replace("''", "'");
        Location at = new Location(file, line);
        String key = optionKey.orElse("");
        warnOfLiteralSecret(at, key, written);
        String resolved = environment.resolve(written, at, key);
        begin();
        statement.append('\'').append(resolved.replace("'", "''")).append('\'');
        advance(end);
        lastLiteral = optionKey.isPresent() ? "" : written;
        optionKey = Optional.empty();
    }

    private void warnOfLiteralSecret(Location at, String key, String written) {
        if (EnvironmentVariables.hasReference(written)) {
            return;
        }
        Matcher inUrl = PASSWORD_IN_URL.matcher(written);
        boolean secret =
                !key.isEmpty() && EnvironmentVariables.isSensitive(key) && !written.isEmpty();
        boolean hasSecret = key.equals("url") && inUrl.find();
        if (secret || hasSecret) {
            problems.redactor().hide(secret ? written : inUrl.group(1), Secret.MASK);
            problems.warning(
                    at,
                    key,
                    secret
                            ? "is written out in the file"
                            : "holds a password, written out in the file",
                    "Write ${NAME} and set NAME in the environment");
        }
    }

    private void finish() {
        String sql = statement.toString().stripTrailing();
        if (!sql.isEmpty()) {
            statements.add(new SqlStatement(new Location(file, statementLine), sql));
        }
        statement.setLength(0);
        optionKey = Optional.empty();
        lastLiteral = "";
    }

    private int endOfQuote(char quote, String what) {
        int end = position + 1;
        while (end < content.length()) {
            if (content.charAt(end) == quote) {
                boolean doubled = end + 1 < content.length() && content.charAt(end + 1) == quote;
                if (!doubled) {
                    return end + 1;
                }
                end++;
            }
            end++;
        }
        problems.error(
                new Location(file, line),
                "",
                "the " + what + " that begins here has no closing " + quote,
                "A " + quote + " within it is written twice");
        return content.length();
    }

    private int closing(String mark, int offset, String what) {
        int found = content.indexOf(mark, position + offset);
        if (found < 0) {
            problems.error(
                    new Location(file, line),
                    "",
                    "the " + what + " that begins here has no " + mark,
                    "");
        }
        return endOf(mark, offset);
    }

    private int endOf(String mark, int offset) {
        int found = content.indexOf(mark, position + offset);
        return found < 0 ? content.length() : found + mark.length();
    }

    private void take(int end) {
        begin();
        statement.append(content, position, end);
        advance(end);
    }

    private void begin() {
        if (statement.length() == 0) {
            statementLine = line;
        }
    }

    private void advance(int end) {
        for (; position < end; position++) {
            if (content.charAt(position) == '\n') {
                line++;
            }
        }
    }
}
