/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files.format;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.apache.flink.table.types.logical.RowType;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.ParquetDecodingException;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/** Rows of a Parquet file. Columns are found by their names in the schema. */
final class ParquetRows implements FileRows {

    private final FileContent content;
    private final RowType projected;
    private final ParquetFileReader reader;
    private final MessageType schema;
    private final MessageColumnIO columns;
    private final ParquetValue[] values;
    private RecordReader<Group> records;
    private long leftInGroup;
    private long rowNumber;
    private Object[] row = {};

    private ParquetRows(FileContent content, ParquetFileReader reader, FileColumns columns) {
        this.content = content;
        this.projected = columns.projected();
        this.reader = reader;
        MessageType present = reader.getFileMetaData().getSchema();
        List<String> names = present.getFields().stream().map(Type::getName).toList();
        int[] positions = columns.positions(names, content);
        this.values = new ParquetValue[positions.length];
        Type[] types = new Type[positions.length];
        for (int column = 0; column < positions.length; column++) {
            types[column] = present.getType(positions[column]);
            values[column] = value(types[column], projected.getFields().get(column));
        }
        this.schema = new MessageType(present.getName(), types);
        reader.setRequestedSchema(schema);
        this.columns = new ColumnIOFactory().getColumnIO(schema, present);
    }

    static ParquetRows open(String name, ParquetInput input, FileColumns columns)
            throws IOException {
        FileContent content = new FileContent(name, InputStream.nullInputStream());
        ParquetReadOptions options =
                ParquetReadOptions.builder(new PlainParquetConfiguration())
                        .withCodecFactory(new ParquetCodecs())
                        .build();
        ParquetFileReader reader;
        try {
            reader = ParquetFileReader.open(input, options);
        } catch (RuntimeException e) {
            throw content.failure("is not a Parquet file: " + e.getMessage());
        }
        try {
            return new ParquetRows(content, reader, columns);
        } catch (RuntimeException e) {
            reader.close();
            throw e;
        }
    }

    private ParquetValue value(Type type, RowType.RowField field) {
        try {
            return ParquetValue.of(type, field.getType());
        } catch (UnreadableTypeException e) {
            throw content.failure(
                    String.format(
                            "column '%s' is declared %s: %s",
                            field.getName(),
                            field.getType().copy(true).asSummaryString(),
                            e.getMessage()));
        }
    }

    @Override
    public boolean next() throws IOException {
        while (leftInGroup == 0) {
            PageReadStore group = reader.readNextRowGroup();
            if (group == null) {
                return false;
            }
            leftInGroup = group.getRowCount();
            records = columns.getRecordReader(group, new GroupRecordConverter(schema));
        }
        leftInGroup--;
        rowNumber++;
        row = read();
        return true;
    }

    private Object[] read() {
        Group record;
        try {
            record = records.read();
        } catch (ParquetDecodingException e) {
            throw new FilesException(
                    content.name() + ", row " + rowNumber + ": can't be read: " + e.getMessage(),
                    e);
        }
        Object[] read = new Object[values.length];
        for (int column = 0; column < read.length; column++) {
            try {
                read[column] =
                        record.getFieldRepetitionCount(column) == 0
                                ? null
                                : values[column].of(record, column, 0);
            } catch (UnreadableValueException e) {
                read[column] =
                        content.unreadableInRow(rowNumber, projected.getFields().get(column), e);
            }
        }
        return read;
    }

    @Override
    public Object[] values() {
        return row;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
