/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import java.util.Locale;

/** The two numbers of a place. */
public enum Coordinate {
    LATITUDE("lat", 90),
    LONGITUDE("lon", 180);

    static final String MISSING = "is null and the other coordinate is not: a place has both";

    private final String field;
    private final int most;

    Coordinate(String field, int most) {
        this.field = field;
        this.most = most;
    }

    /** Its name in the object of a place. */
    public String field() {
        return field;
    }

    /** Whether there is such a place. */
    public boolean holds(double degrees) {
        return Math.abs(degrees) <= most;
    }

    /** What such a number must be. */
    public String words() {
        return "a " + name().toLowerCase(Locale.ROOT) + " from -" + most + " to " + most;
    }

    /**
     * @param value a number in Flink's internal form
     * @throws UnmappableException if there is no such place
     */
    void check(Object value) {
        double degrees = Double.parseDouble(value.toString());
        if (!holds(degrees)) {
            throw new UnmappableException(value + " is not " + words());
        }
    }
}
