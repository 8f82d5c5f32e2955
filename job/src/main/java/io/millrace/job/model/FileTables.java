/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.model;

import io.millrace.job.definition.problem.Problems;
import io.millrace.snapshot.files.FilesOptions;
import io.millrace.snapshot.files.FilesTableFactory;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.table.catalog.ResolvedCatalogTable;
import org.apache.flink.table.factories.FactoryUtil;

/** Rules for tables whose rows are stored in files. */
final class FileTables {

    /** Matches a URI, or a path that starts at the root. */
    private static final String ABSOLUTE = "^(/|[A-Za-z][A-Za-z0-9+.-]*:).*";

    private FileTables() {}

    /**
     * Returns the table with the relative path of a {@code files} table resolved against the
     * folder.
     */
    static ResolvedCatalogTable located(ResolvedCatalogTable table, Path folder) {
        Map<String, String> options = table.getOptions();
        String path = options.getOrDefault(FilesOptions.PATH.key(), "");
        boolean relative =
                FilesTableFactory.IDENTIFIER.equals(options.get(FactoryUtil.CONNECTOR.key()))
                        && !path.isBlank()
                        && !path.matches(ABSOLUTE);
        if (!relative) {
            return table;
        }
        Map<String, String> located = new HashMap<>(options);
        located.put(FilesOptions.PATH.key(), folder.toAbsolutePath().normalize() + "/" + path);
        return table.copy(located);
    }

    /**
     * Flink's {@code filesystem} connector reads CSV by position, so another column order gives
     * wrong values.
     */
    static void warnOfPositions(BaseTable table, Problems problems) {
        boolean positional =
                table.connector().equals("filesystem")
                        && "csv".equals(table.definition().getOptions().get("format"));
        if (positional) {
            problems.warning(
                    table.at(),
                    table.name() + ".connector",
                    "'filesystem' reads CSV by the position of the columns, not by their names: a"
                            + " header is taken for a row, and columns in another order for each"
                            + " other",
                    "Use 'connector' = 'files', which reads CSV by the names in its header");
        }
    }
}
