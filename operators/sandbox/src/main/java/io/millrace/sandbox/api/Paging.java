/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.api;

/** The page that a request selects; pages count from 1. */
public record Paging(int page, int pageSize) {

    private static final int DEFAULT_SIZE = 10;
    private static final int MAXIMUM_SIZE = 1_000;

    public static Paging of(ApiCall call) {
        String page = call.parameter("page");
        String size = call.parameter("pageSize");
        Paging paging =
                new Paging(
                        page.isEmpty() ? 1 : number("page", page),
                        size.isEmpty() ? DEFAULT_SIZE : number("pageSize", size));
        if (paging.page < 1 || paging.pageSize < 1 || paging.pageSize > MAXIMUM_SIZE) {
            throw ApiRefusal.badParams("page from 1, pageSize from 1 to " + MAXIMUM_SIZE);
        }
        return paging;
    }

    public int skipped() {
        return (page - 1) * pageSize;
    }

    public boolean hasNext(int total) {
        return page * pageSize < total;
    }

    public static int number(String name, String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw ApiRefusal.badParams(name + ": not a number");
        }
    }
}
