/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.diff;

import io.millrace.benchmarks.diff.JdbcFloor.Touch;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Runs {@link JdbcFloor} for {@link FloorProcess}. Each line of the standard input, {@code <pages>
 * <touch>}, requests a reading; the response is a line of the standard output, {@code <rows>
 * <seconds> <processor seconds> <compiler seconds>}.
 */
public final class FloorMain {

    private FloorMain() {}

    /**
     * @param arguments URL of the database, and the number of threads
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        JdbcFloor floor = new JdbcFloor(arguments[0], Integer.parseInt(arguments[1]));
        BufferedReader input =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            String[] request = line.split(" ");
            Cost cost = floor.read(Long.parseLong(request[0]), Touch.valueOf(request[1]));
            System.out.println(
                    String.format(
                            Locale.ROOT,
                            "%d %.9f %.9f %.9f",
                            cost.rows(),
                            cost.seconds(),
                            cost.processorSeconds(),
                            cost.compilerSeconds()));
        }
    }
}
