/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A path with {@code *} (any characters but a slash), {@code ?} (one of them), {@code {a,b}}
 * (either text) and {@code **} (any number of folders).
 *
 * @param base the folder in front of the first segment that has one of these; the whole path if
 *     none has
 * @param rest the segments from there on; empty if there are none
 */
record PathPattern(String base, String rest) {

    private static final String SPECIAL = "*?{";
    private static final int UNBOUNDED = Integer.MAX_VALUE;

    static PathPattern of(String path) {
        int first = 0;
        while (first < path.length() && SPECIAL.indexOf(path.charAt(first)) < 0) {
            first++;
        }
        if (first == path.length()) {
            return new PathPattern(path, "");
        }
        int slash = path.lastIndexOf('/', first);
        String base = slash < 0 ? "." : slash == 0 ? "/" : path.substring(0, slash);
        return new PathPattern(base, path.substring(slash + 1));
    }

    /** Whether the braces of a path come in pairs, one not in the other. */
    static boolean hasBalancedBraces(String path) {
        boolean open = false;
        for (char c : path.toCharArray()) {
            if (c == '{' || c == '}') {
                if (open == (c == '{')) {
                    return false;
                }
                open = c == '{';
            }
        }
        return !open;
    }

    boolean isPlain() {
        return rest.isEmpty();
    }

    /** How many folders below the base a match may lie in. */
    int depth() {
        boolean bounded = !rest.contains("**") && !rest.matches(".*\\{[^}]*/.*");
        return bounded ? (int) rest.chars().filter(c -> c == '/').count() : UNBOUNDED;
    }

    /** Matches paths relative to the base, with slashes. */
    Pattern regex() {
        return regex(rest);
    }

    static Pattern regex(String glob) {
        StringBuilder regex = new StringBuilder();
        List<Character> braces = new ArrayList<>();
        for (int at = 0; at < glob.length(); at++) {
            char c = glob.charAt(at);
            switch (c) {
                case '*' -> {
                    boolean deep = glob.startsWith("**", at);
                    boolean folders = glob.startsWith("**/", at);
                    regex.append(folders ? "(?:.*/)?" : deep ? ".*" : "[^/]*");
                    at += folders ? 2 : deep ? 1 : 0;
                }
                case '?' -> regex.append("[^/]");
                case '{' -> {
                    braces.add(c);
                    regex.append("(?:");
                }
                case '}' -> {
                    braces.clear();
                    regex.append(')');
                }
                case ',' -> regex.append(braces.isEmpty() ? "," : "|");
                default -> regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }
}
