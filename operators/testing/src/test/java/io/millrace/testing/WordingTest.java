/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Comments of Java files, texts of the main code, and the documents use none of the words that the
 * glossary tells to avoid. Code in backticks or single quotes is not examined, nor are the strings
 * of tests, which are data.
 */
class WordingTest {

    private static final String TABLE = "## Words we avoid";
    private static final Pattern ROW =
            Pattern.compile("^\\| ([^|]+) \\| [^|]+ \\|$", Pattern.MULTILINE);

    /** Comments, text blocks, strings and characters; in this order, as each may hold another. */
    private static final Pattern TEXT =
            Pattern.compile(
                    "(?<comment>//[^\\n]*|/\\*.*?\\*/)"
                            + "|(?<string>\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*\")"
                            + "|'(?:\\\\.|[^'\\\\\\n])+'",
                    Pattern.DOTALL);

    private static final Pattern CODE =
            Pattern.compile("```.*?```|`[^`\\n]*`|\\{@code[^}]*\\}|'[\\w-]+'", Pattern.DOTALL);

    /** Folders whose language is still to be rewritten. */
    private static final Set<String> NOT_YET =
            Set.of(
                    "operators/src/main/java/io/millrace/diff/",
                    "operators/src/test/java/io/millrace/diff/");

    private final Pattern avoided = avoided();

    @Test
    void javaFilesAvoidThem() {
        List<String> found = new ArrayList<>();
        for (Path file : written(".java")) {
            String code = SourceTree.read(file);
            boolean isTest = SourceTree.name(file).contains("/src/test/");
            TEXT.matcher(code)
                    .results()
                    .filter(text -> isProse(text.group(), isTest))
                    .forEach(text -> find(file, code, text.start(), text.group(), found));
        }

        assertThat(found).as("write what the glossary says instead").isEmpty();
    }

    @Test
    void documentsAvoidThem() {
        List<String> found = new ArrayList<>();
        for (Path file : written(".md")) {
            String text = SourceTree.read(file);
            boolean glossary = SourceTree.name(file).equals("GLOSSARY.md");
            String looked = glossary ? text.substring(0, text.indexOf(TABLE)) : text;
            find(file, text, 0, looked, found);
        }

        assertThat(found).as("write what the glossary says instead").isEmpty();
    }

    @Test
    void theyAreFoundWhereTheyAreWritten() {
        List<String> found = new ArrayList<>();
        String text = "`owed` is owed\n * such\n *     a one";
        find(SourceTree.root().resolve("X.java"), text, 0, text, found);

        assertThat(found).containsExactly("X.java:1: owed", "X.java:2: such a one");
    }

    private static List<Path> written(String ending) {
        return SourceTree.files(ending).stream()
                .filter(file -> NOT_YET.stream().noneMatch(SourceTree.name(file)::startsWith))
                .toList();
    }

    /** A string of one word is a key. */
    private static boolean isProse(String text, boolean isTest) {
        boolean isString = text.startsWith("\"");
        return text.startsWith("/") || (isString && !isTest && text.contains(" "));
    }

    /** Code is made unreadable at its length, so that positions stay. */
    private static String withoutCode(String text) {
        return CODE.matcher(text).replaceAll(code -> code.group().replaceAll("[^\\n]", "_"));
    }

    private void find(Path file, String whole, int from, String text, List<String> found) {
        avoided.matcher(withoutCode(text))
                .results()
                .forEach(
                        word ->
                                found.add(
                                        SourceTree.name(file)
                                                + ":"
                                                + line(whole, from + word.start())
                                                + ": "
                                                + oneLine(word)));
    }

    private static String oneLine(MatchResult word) {
        return word.group().replaceAll("[\\s*/]+", " ");
    }

    private static long line(String text, int end) {
        return text.substring(0, end).chars().filter(c -> c == '\n').count() + 1;
    }

    /** Words of a phrase may be on two lines of a comment. */
    private static Pattern avoided() {
        String glossary = SourceTree.read(SourceTree.root().resolve("GLOSSARY.md"));
        String table = glossary.substring(glossary.indexOf(TABLE));
        String words =
                ROW.matcher(table)
                        .results()
                        .map(row -> row.group(1))
                        .filter(cell -> !cell.equals("Avoid") && !cell.startsWith("-"))
                        .flatMap(cell -> Arrays.stream(cell.split(", ")))
                        .map(phrase -> phrase.strip().replace(" ", "(?:\\s+\\*?\\s*(?://)?\\s*)"))
                        .collect(Collectors.joining("|"));
        return Pattern.compile("(?<![\\w-])(?:" + words + ")(?![\\w-])", Pattern.CASE_INSENSITIVE);
    }
}
