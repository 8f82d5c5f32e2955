/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse.dialect;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** Capability: several connections read the database as it was at one moment. */
public interface SharedSnapshots {

    /**
     * Opens a transaction and returns the name of its snapshot. Other connections can join the
     * snapshot while the transaction is open. Empty if the server exports none.
     */
    Optional<String> export(Connection connection) throws SQLException;

    /** Makes the next transaction read an exported snapshot; false if that snapshot is gone. */
    boolean join(Connection connection, String snapshot) throws SQLException;
}
