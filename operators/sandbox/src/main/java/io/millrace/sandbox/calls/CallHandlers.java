/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.calls;

import io.millrace.sandbox.api.ApiRoute;
import io.millrace.sandbox.api.CallHandler;
import io.millrace.sandbox.project.Project;
import java.util.EnumMap;
import java.util.Map;

/** The handlers of all calls, over one project. */
public final class CallHandlers {

    private CallHandlers() {}

    public static Map<ApiRoute, CallHandler> of(Project project) {
        UserWrites writes = new UserWrites(project);
        Map<ApiRoute, CallHandler> handlers = new EnumMap<>(ApiRoute.class);
        new UserCalls(project, writes).register(handlers);
        new UserRemovalCalls(project).register(handlers);
        new ReadCalls(project).register(handlers);
        new SubscriptionCalls(project, writes).register(handlers);
        new EventCalls(project).register(handlers);
        new CommerceCalls(project, writes).register(handlers);
        new ListCalls(project, writes).register(handlers);
        new CatalogCalls(project).register(handlers);
        new CatalogItemCalls(project).register(handlers);
        new SendCalls(project, writes).register(handlers);
        return handlers;
    }
}
