/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox;

/** Reads the page a caller asks for. */
record Paging(int page, int pageSize) {

    private static final int DEFAULT_SIZE = 10;
    private static final int MAXIMUM_SIZE = 1_000;

    static Paging of(Call call) {
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

    int skipped() {
        return (page - 1) * pageSize;
    }

    boolean hasNext(int total) {
        return page * pageSize < total;
    }

    static int number(String name, String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw ApiRefusal.badParams(name + ": not a number");
        }
    }
}
