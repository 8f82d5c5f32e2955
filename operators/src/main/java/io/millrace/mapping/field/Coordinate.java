/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping.field;

import java.util.Locale;

/** The two numbers of a geo location. */
public enum Coordinate {
    LATITUDE("lat", 90),
    LONGITUDE("lon", 180);

    static final String MISSING =
            "is null and the other coordinate is not: a geo location has both";

    private final String field;
    private final int maxDegrees;

    Coordinate(String field, int maxDegrees) {
        this.field = field;
        this.maxDegrees = maxDegrees;
    }

    /** Name of the field in the object of a geo location. */
    public String field() {
        return field;
    }

    /** True if the coordinate can have this value. */
    public boolean isValid(double degrees) {
        return Math.abs(degrees) <= maxDegrees;
    }

    /** The range, as a message describes it. */
    public String words() {
        return "a "
                + name().toLowerCase(Locale.ROOT)
                + " from -"
                + maxDegrees
                + " to "
                + maxDegrees;
    }

    /**
     * @param value a number in Flink's internal form
     * @throws UnmappableException if the coordinate can't have this value
     */
    void check(Object value) {
        double degrees = Double.parseDouble(value.toString());
        if (!isValid(degrees)) {
            throw new UnmappableException(value + " is not " + words());
        }
    }
}
