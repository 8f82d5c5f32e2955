/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A path with {@code *} (any characters except a slash), {@code ?} (one such character), {@code
 * {a,b}} (one of the texts) and {@code **} (any number of folders).
 *
 * @param base the folder before the first segment with a special character; the whole path if there
 *     is none
 * @param rest the segments from the first one with a special character on; may be empty
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

    /** Whether each brace of a path is closed, and braces are not nested. */
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

    /** Returns the number of folder levels below the base that can contain a match. */
    int depth() {
        boolean bounded = !rest.contains("**") && !rest.matches(".*\\{[^}]*/.*");
        return bounded ? (int) rest.chars().filter(c -> c == '/').count() : UNBOUNDED;
    }

    /** Returns an expression that matches paths relative to the base, with slashes. */
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
