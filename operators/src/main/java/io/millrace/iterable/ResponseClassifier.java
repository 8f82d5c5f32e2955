/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.iterable;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Classifies the response to any call. The HTTP status takes precedence, because Iterable sends
 * {@code "code": "Success"} with some failures. Unknown fields are ignored, because Iterable adds
 * fields without notice.
 */
public final class ResponseClassifier {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_REASON_LENGTH = 500;
    private static final Set<String> GONE = Set.of("UnknownEmailError", "UnknownUserIdError");
    private static final Set<String> TAKEN = Set.of("EmailAlreadyExists", "UserIdAlreadyExists");
    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}(\\.\\d{1,9})?");

    /** Codes that refuse the content of rows without giving a cause. */
    private static final Set<String> CODES_WITHOUT_CAUSE =
            Set.of(RefusedFields.TYPES, RefusedFields.JSON, "BadParams", "HTTP 400");

    private static final Set<String> STOP_CODES =
            Set.of(
                    "UniqueFieldsLimitExceeded",
                    "InvalidJwtPayload",
                    "JwtUserIdentifiersMismatched",
                    "BadApiKey",
                    "BadAuthorizationHeader",
                    "Unauthorized",
                    "Forbidden",
                    "ForbiddenParamsError");

    private ResponseClassifier() {}

    public static Verdict of(CallResult result, Request request) {
        return result.match(
                response -> ofResponse(response, request),
                none -> new Verdict.Unavailable("NoResponse", none.reason(), none.sent()));
    }

    private static Verdict ofResponse(CallResult.Response response, Request request) {
        JsonNode body = parse(response.body());
        int status = response.status();
        return switch (status) {
            case 200, 201, 202 -> ofSuccess(body, response, request);
            case 400 -> ofBadRequest(body, response, request);
            case 409 -> ofConflict(body, response, request);
            case 413, 422 -> new Verdict.SplitBatch(fault(body, response));
            case 404 -> ofNotFound(body, response, request);
            case 408 -> new Verdict.Unavailable("HTTP 408", reason(body, response), true);
            case 429 -> new Verdict.Throttled(reset(body, response));
            default ->
                    status >= 500
                            ? new Verdict.Unavailable(
                                    "HTTP " + status, reason(body, response), true)
                            : new Verdict.Stop(code(body, response), reason(body, response));
        };
    }

    private static Verdict ofNotFound(
            JsonNode body, CallResult.Response response, Request request) {
        String code = code(body, response);
        String reason = reason(body, response);
        return code.equals(MissingDestination.CATALOG)
                ? new Verdict.Stop(code, MissingDestination.explain(request, reason))
                : new Verdict.Stop(code, reason);
    }

    private static Verdict ofSuccess(JsonNode body, CallResult.Response response, Request request) {
        return switch (request.endpoint().responseKind()) {
            case BULK -> ofCounts(body, response, request);
            case SINGLE, DEPARTURE, MERGE, NEW_EMAIL -> ofEnvelope(body, response);
            case QUEUED -> response.body().isBlank() ? allAccepted() : ofEnvelope(body, response);
            case LOOKUP -> ofLookup(body, response);
        };
    }

    private static Verdict allAccepted() {
        return new Verdict.AllAccepted(FieldNotes.NONE);
    }

    private static Verdict ofEnvelope(JsonNode body, CallResult.Response response) {
        return "Success".equals(body.path("code").asText()) ? allAccepted() : malformed(response);
    }

    private static Verdict ofLookup(JsonNode body, CallResult.Response response) {
        if (body.isMissingNode()) {
            return malformed(response);
        }
        JsonNode user = body.path("user");
        return user.isEmpty()
                ? new Verdict.UnknownUser()
                : new Verdict.KnownUser(user.path("email").asText(""));
    }

    private static Verdict malformed(CallResult.Response response) {
        return new Verdict.Unavailable(
                "MalformedAnswer", "no counts in the response: " + excerpt(response), true);
    }

    private static Verdict ofCounts(JsonNode body, CallResult.Response response, Request request) {
        boolean counted = body.path("successCount").isNumber() || body.path("failCount").isNumber();
        if (!counted && !"Success".equals(body.path("code").asText())) {
            return malformed(response);
        }
        RowAttribution attribution = new RowAttribution(request);
        Map<Integer, RowFault> rejected = attribution.attribute(body);
        Map<Integer, RowFault> failed = attribution.internalFailures(body);
        failed.keySet().removeAll(rejected.keySet());
        FieldNotes notes =
                new FieldNotes(
                        names(body.path("filteredOutFields")),
                        NewFieldTypes.types(
                                names(body.path("createdFields")), request, rejected.keySet()));
        int failCount = Math.min(body.path("failCount").asInt(0), request.rows().size());
        int unattributed = Math.max(0, failCount - rejected.size() - failed.size());
        return rejected.isEmpty() && failed.isEmpty() && unattributed == 0
                ? new Verdict.AllAccepted(notes)
                : new Verdict.SomeRejected(rejected, failed, unattributed, notes);
    }

    private static Verdict ofConflict(
            JsonNode body, CallResult.Response response, Request request) {
        RowFault fault = fault(body, response);
        if (isAlreadyGone(fault, request)) {
            return allAccepted();
        }
        boolean perhapsOurs =
                request.endpoint() == Endpoint.USERS_UPDATE_EMAIL
                        && !fault.code().equals(RowFault.FORGOTTEN);
        return perhapsOurs
                ? new Verdict.PerhapsDone(fault, Verdict.PerhapsDone.Clash.TAKEN)
                : new Verdict.SplitBatch(fault);
    }

    /** The verdict on a 400 whose cause may be an earlier attempt of the same call. */
    private static Optional<Verdict> ofState(RowFault fault, Request request) {
        boolean gone =
                GONE.contains(fault.code())
                        || (fault.code().equals("BadParams")
                                && fault.reason().toLowerCase(Locale.ROOT).contains("not exist"));
        return switch (request.endpoint().responseKind()) {
            case DEPARTURE ->
                    gone || isAlreadyGone(fault, request)
                            ? Optional.of(allAccepted())
                            : Optional.empty();
            case MERGE -> gone ? perhapsDone(fault, true) : Optional.empty();
            case NEW_EMAIL ->
                    gone || TAKEN.contains(fault.code())
                            ? perhapsDone(fault, gone)
                            : Optional.empty();
            case BULK, SINGLE, QUEUED, LOOKUP -> Optional.empty();
        };
    }

    /** Iterable stores no data of a forgotten user, so the deletion is done. */
    private static boolean isAlreadyGone(RowFault fault, Request request) {
        return fault.isForgotten()
                && (request.endpoint() == Endpoint.USERS_DELETE
                        || request.endpoint() == Endpoint.USERS_FORGET);
    }

    private static Optional<Verdict> perhapsDone(RowFault fault, boolean gone) {
        return Optional.of(
                new Verdict.PerhapsDone(
                        fault,
                        gone ? Verdict.PerhapsDone.Clash.GONE : Verdict.PerhapsDone.Clash.TAKEN));
    }

    private static Verdict ofBadRequest(
            JsonNode body, CallResult.Response response, Request request) {
        String code = code(body, response);
        if (STOP_CODES.contains(code)) {
            return new Verdict.Stop(code, reason(body, response));
        }
        if (code.equals("RateLimitExceeded")) {
            return new Verdict.Throttled(reset(body, response));
        }
        RefusedFields refused = RefusedFields.of(code, body.path("params"), request);
        RowFault fault = fault(body, response, refused);
        if (fault.reason().contains(MissingDestination.LIST)) {
            return new Verdict.Unavailable(
                    MissingDestination.LIST,
                    MissingDestination.explain(request, fault.reason()),
                    false);
        }
        Optional<Verdict> done = ofState(fault, request);
        if (done.isPresent()) {
            return done.get();
        }
        Map<Integer, RowFault> named = refused.rows(request);
        return named.isEmpty() ? new Verdict.SplitBatch(fault) : new Verdict.RowsRefused(named);
    }

    private static RowFault fault(
            JsonNode body, CallResult.Response response, RefusedFields refused) {
        String code = code(body, response);
        if (!refused.isEmpty()) {
            return new RowFault(code, shorten(refused.words()));
        }
        String reason = reason(body, response);
        return CODES_WITHOUT_CAUSE.contains(code)
                ? RowFault.unexplained(code, reason)
                : new RowFault(code, reason);
    }

    private static Optional<Duration> reset(JsonNode body, CallResult.Response response) {
        String named = body.path("params").path("rateLimitReset").asText("");
        return seconds(named).or(() -> response.retryAfter().flatMap(ResponseClassifier::seconds));
    }

    private static Optional<Duration> seconds(String text) {
        return SECONDS.matcher(text.strip()).matches()
                ? Optional.of(Duration.ofMillis((long) (Double.parseDouble(text) * 1000)))
                : Optional.empty();
    }

    private static RowFault fault(JsonNode body, CallResult.Response response) {
        return new RowFault(code(body, response), reason(body, response));
    }

    private static String code(JsonNode body, CallResult.Response response) {
        String code = body.path("code").asText("");
        return code.isEmpty() || code.equals("Success") ? "HTTP " + response.status() : code;
    }

    private static String reason(JsonNode body, CallResult.Response response) {
        String message =
                body.path("msg").asText(body.path("message").asText(body.path("error").asText("")));
        String words = message + details(body.path("params"));
        return words.isBlank() ? excerpt(response) : shorten(words);
    }

    /** The params of the response, without an API key. */
    private static String details(JsonNode params) {
        if (!params.isObject() || params.isEmpty() || params.has("apiKeyIdentifier")) {
            return "";
        }
        if (params.has("newFields")) {
            return String.format(
                    Locale.ROOT,
                    ": %s fields of %s; new are %s",
                    params.path("requestedTotal").asText(),
                    params.path("limit").asText(),
                    String.join(", ", names(params.path("newFields"))));
        }
        return " " + params;
    }

    private static String excerpt(CallResult.Response response) {
        return shorten("HTTP " + response.status() + " " + response.body().strip());
    }

    static String shorten(String text) {
        return text.length() <= MAX_REASON_LENGTH
                ? text
                : text.substring(0, MAX_REASON_LENGTH) + "…";
    }

    private static SortedSet<String> names(JsonNode array) {
        SortedSet<String> names = new TreeSet<>();
        array.forEach(name -> names.add(text(name)));
        return names;
    }

    private static String text(JsonNode node) {
        return node.isValueNode() ? node.asText() : node.toString();
    }

    /** The body as an object; a missing node for HTML, plain text or incomplete JSON. */
    private static JsonNode parse(String body) {
        try {
            JsonNode node = JSON.readTree(body);
            return node != null && node.isObject() ? node : MissingNode.getInstance();
        } catch (JsonProcessingException notJson) {
            return MissingNode.getInstance();
        }
    }
}
