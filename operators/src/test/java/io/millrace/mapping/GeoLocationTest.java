/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.mapping.field.FieldValue;
import io.millrace.mapping.field.NullPolicy;
import io.millrace.mapping.operation.Operation;
import io.millrace.row.IdentifierKind;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.types.DataType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Places: two numbers within the globe, or none and then the field is null. */
class GeoLocationTest {

    private static final DataType POINT =
            DataTypes.ROW(
                    DataTypes.FIELD("lon", DataTypes.DOUBLE()),
                    DataTypes.FIELD("lat", DataTypes.DOUBLE()));

    @Test
    void aGeoLocationIsAnObjectOfTwoNumbers() {
        assertThat(columns(NullPolicy.SEND, 52.5, 13.4))
                .isEqualTo("{\"home_geo_location\":{\"lat\":52.5,\"lon\":13.4}}");
        assertThat(columns(NullPolicy.SEND, -90.0, 180.0)).contains("-90.0");
        assertThat(row(NullPolicy.SEND, GenericRowData.of(13.4, 52.5)))
                .isEqualTo("{\"home_geo_location\":{\"lat\":52.5,\"lon\":13.4}}");
    }

    @Test
    void aGeoLocationWithoutCoordinatesIsNull() {
        assertThat(columns(NullPolicy.SEND, null, null)).isEqualTo("{\"home_geo_location\":null}");
        assertThat(columns(NullPolicy.OMIT, null, null)).isEqualTo("{}");
        assertThat(row(NullPolicy.SEND, GenericRowData.of(null, null)))
                .isEqualTo("{\"home_geo_location\":null}");
        assertThat(row(NullPolicy.OMIT, GenericRowData.of(null, null))).isEqualTo("{}");
        assertThat(row(NullPolicy.SEND, null)).isEqualTo("{\"home_geo_location\":null}");
    }

    @ParameterizedTest
    @CsvSource({
        "52.5,,column 'lon': is null and the other coordinate is not: a geo location has both",
        ",13.4,column 'lat': is null and the other coordinate is not: a geo location has both",
        "200,13.4,column 'lat': 200.0 is not a latitude from -90 to 90",
        "13.4,-180.5,column 'lon': -180.5 is not a longitude from -180 to 180",
        "NaN,13.4,column 'lat': NaN is not a latitude from -90 to 90"
    })
    void aMissingOrInvalidCoordinateRejectsItsRow(Double lat, Double lon, String fault) {
        assertThat(map(NullPolicy.OMIT, lat, lon).fault()).isEqualTo(fault);
        assertThat(mapRow(NullPolicy.OMIT, GenericRowData.of(lon, lat)).fault())
                .startsWith("column 'p': ")
                .doesNotContain("null null");
    }

    @Test
    void aCoordinateMayBeStatic() {
        FieldValue.Nested fields = place(new FieldValue.Static("52.5"), new FieldValue.Column(3));

        Operation operation =
                twoColumns().added(users(fields, NullPolicy.SEND), 1L, "a@b.cd", 1.0, 2.0);

        assertThat(fields(operation))
                .isEqualTo("{\"home_geo_location\":{\"lat\":52.5,\"lon\":2.0}}");
    }

    @Test
    void geoLocationsInObjectsAndArraysAreChecked() {
        DataType nested =
                DataTypes.ROW(
                        DataTypes.FIELD("at_geo_location", POINT),
                        DataTypes.FIELD("n", DataTypes.INT()));
        Mapping mapping =
                users(
                        new FieldValue.Nested(Map.of("shop", new FieldValue.Column(2))),
                        NullPolicy.SEND);
        MappedRows rows = rows(nested);

        assertThat(
                        fields(
                                rows.added(
                                        mapping,
                                        1L,
                                        "a@b.cd",
                                        GenericRowData.of(GenericRowData.of(null, null), 7))))
                .isEqualTo("{\"shop\":{\"at_geo_location\":null,\"n\":7}}");
        assertThat(
                        rows.added(
                                        mapping,
                                        1L,
                                        "a@b.cd",
                                        GenericRowData.of(GenericRowData.of(1.0, 91.0), 7))
                                .fault())
                .isEqualTo("column 'p': 91.0 is not a latitude from -90 to 90");

        Mapping places =
                users(
                        new FieldValue.Nested(
                                Map.of("shops_geo_location", new FieldValue.Column(2))),
                        NullPolicy.SEND);
        assertThat(
                        rows(DataTypes.ARRAY(POINT))
                                .added(
                                        places,
                                        1L,
                                        "a@b.cd",
                                        new GenericArrayData(
                                                new Object[] {GenericRowData.of(null, 91.0)}))
                                .fault())
                .contains("column 'p': ");
    }

    /** An object of nulls would make the field an object for good. */
    @Test
    void clearingRemovesTheWholeGeoLocation() {
        Mapping mapping =
                new UserMapping(
                        place(new FieldValue.Column(2), new FieldValue.Column(3)),
                        NullPolicy.SEND,
                        true,
                        false,
                        true,
                        Removal.CLEAR);

        assertThat(fields(twoColumns().removed(mapping, 1L, "a@b.cd", 1.0)))
                .isEqualTo("{\"home_geo_location\":null}");
    }

    private static String columns(NullPolicy nulls, Double lat, Double lon) {
        return fields(map(nulls, lat, lon));
    }

    private static Operation map(NullPolicy nulls, Double lat, Double lon) {
        return twoColumns()
                .added(
                        users(place(new FieldValue.Column(2), new FieldValue.Column(3)), nulls),
                        1L,
                        "a@b.cd",
                        lat,
                        lon);
    }

    private static String row(NullPolicy nulls, GenericRowData point) {
        return fields(mapRow(nulls, point));
    }

    private static Operation mapRow(NullPolicy nulls, GenericRowData point) {
        return rows(POINT)
                .added(
                        users(
                                new FieldValue.Nested(
                                        Map.of("home_geo_location", new FieldValue.Column(2))),
                                nulls),
                        1L,
                        "a@b.cd",
                        point);
    }

    private static MappedRows twoColumns() {
        return new MappedRows(
                IdentifierKind.EMAIL,
                MappedRows.id(),
                MappedRows.text("email"),
                DataTypes.FIELD("lat", DataTypes.DOUBLE()),
                DataTypes.FIELD("lon", DataTypes.DOUBLE()));
    }

    private static MappedRows rows(DataType column) {
        return new MappedRows(
                IdentifierKind.EMAIL,
                MappedRows.id(),
                MappedRows.text("email"),
                DataTypes.FIELD("p", column));
    }

    private static FieldValue.Nested place(FieldValue lat, FieldValue lon) {
        Map<String, FieldValue> point = new LinkedHashMap<>();
        point.put("lat", lat);
        point.put("lon", lon);
        return new FieldValue.Nested(Map.of("home_geo_location", new FieldValue.Nested(point)));
    }

    private static UserMapping users(FieldValue.Nested fields, NullPolicy nulls) {
        return new UserMapping(fields, nulls, false, false, true, Removal.NOTHING);
    }

    private static String fields(Operation operation) {
        assertThat(operation.fault()).isEmpty();
        return MappedRows.json(MappedRows.body(operation)).get("dataFields").toString();
    }
}
