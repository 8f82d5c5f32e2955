/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the names in a statement that can't be parsed because they are reserved words of Flink SQL.
 * A word is reserved if the parser fails at it and gets further once the word is in backticks. The
 * parser decides, so no list of words has to be maintained.
 */
final class ReservedWords {

    private static final int MOST = 50;

    /**
     * Literals and comments, which are skipped, and words, which may be names. The first matching
     * alternative applies.
     */
    private static final Pattern TOKEN =
            Pattern.compile(
                    "'(?:[^']|'')*'|`(?:[^`]|``)*`|--[^\\n]*|/\\*(?s:.*?)\\*/"
                            + "|(?<word>[A-Za-z_][A-Za-z0-9_]*)|(?<other>\\S)");

    /** In a query, these words are more likely misplaced than used as names. */
    private static final Set<String> CLAUSES =
            Set.of(
                    "AND", "AS", "BY", "CREATE", "ELSE", "FROM", "NOT", "ON", "OR", "SELECT",
                    "THEN", "WHEN", "WHERE", "WITH");

    private static final Pattern VIEW = Pattern.compile("(?i)CREATE\\s+VIEW\\b");

    private final Parser parser;

    ReservedWords(Parser parser) {
        this.parser = parser;
    }

    /** Reports where a statement can't be parsed. */
    @FunctionalInterface
    interface Parser {
        /** Returns the position of the fault; empty if the statement can be parsed. */
        Optional<Place> fault(String sql);
    }

    /** Line and column, both counted from 1. */
    record Place(int line, int column) {

        private int offsetIn(String sql) {
            int start = 0;
            for (int passed = 1; passed < line; passed++) {
                start = sql.indexOf('\n', start) + 1;
            }
            return Math.min(sql.length(), start + column - 1);
        }
    }

    /**
     * Reserved words that are used as names.
     *
     * @param line of the first one, counted from 1
     */
    record Found(List<String> words, int line) {

        String message() {
            String all = String.join(", ", words.stream().map(word -> "`" + word + "`").toList());
            return words.size() == 1
                    ? all + " is a reserved word here: write it in backticks"
                    : all + " are reserved words here: write each in backticks";
        }
    }

    private record Token(String text, int start, int end, boolean word) {}

    /**
     * Returns the reserved words of the statement; empty if there are none or the statement has
     * another fault.
     */
    Optional<Found> in(String sql) {
        List<String> words = new ArrayList<>();
        int firstLine = 1;
        String attempt = sql;
        Optional<Place> fault = parser.fault(attempt);
        while (fault.isPresent() && words.size() < MOST) {
            Optional<Token> culprit = culprit(attempt, fault.get());
            if (culprit.isEmpty()) {
                break;
            }
            if (words.isEmpty()) {
                firstLine = lineOf(attempt, culprit.get().start());
            }
            if (!words.contains(culprit.get().text())) {
                words.add(culprit.get().text());
            }
            attempt = quoted(attempt, culprit.get());
            fault = parser.fault(attempt);
        }
        return words.isEmpty() ? Optional.empty() : Optional.of(new Found(words, firstLine));
    }

    /** The parser may report the token after the reserved word, or the token before it. */
    private Optional<Token> culprit(String sql, Place fault) {
        List<Token> tokens = tokens(sql);
        int offset = fault.offsetIn(sql);
        int at = 0;
        while (at < tokens.size() - 1 && tokens.get(at).end() <= offset) {
            at++;
        }
        Optional<Token> best = Optional.empty();
        int furthest = offset;
        for (int candidate : List.of(at, at + 1, at - 1)) {
            if (candidate >= 0
                    && candidate < tokens.size()
                    && mayBeName(sql, tokens.get(candidate))) {
                int reached = reached(sql, tokens.get(candidate));
                if (reached > Math.max(furthest, tokens.get(candidate).end() - 1)) {
                    best = Optional.of(tokens.get(candidate));
                    furthest = reached;
                }
            }
        }
        return best;
    }

    private static boolean mayBeName(String sql, Token token) {
        boolean query = VIEW.matcher(sql).lookingAt();
        return token.word() && !(query && CLAUSES.contains(token.text().toUpperCase(Locale.ROOT)));
    }

    /**
     * The offset at which the parser fails if the token is quoted; {@code Integer.MAX_VALUE} if it
     * does not fail.
     */
    private int reached(String sql, Token token) {
        String quoted = quoted(sql, token);
        int shift = quoted.length() - sql.length();
        return parser.fault(quoted)
                .map(place -> place.offsetIn(quoted) - shift)
                .orElse(Integer.MAX_VALUE);
    }

    private static String quoted(String sql, Token token) {
        return sql.substring(0, token.start())
                + '`'
                + token.text()
                + '`'
                + sql.substring(token.end());
    }

    private static List<Token> tokens(String sql) {
        List<Token> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(sql);
        while (matcher.find()) {
            boolean word = matcher.group("word") != null;
            boolean comment = matcher.group().startsWith("--") || matcher.group().startsWith("/*");
            if (!comment) {
                tokens.add(new Token(matcher.group(), matcher.start(), matcher.end(), word));
            }
        }
        return tokens;
    }

    private static int lineOf(String sql, int offset) {
        return 1 + (int) sql.substring(0, offset).chars().filter(c -> c == '\n').count();
    }
}
