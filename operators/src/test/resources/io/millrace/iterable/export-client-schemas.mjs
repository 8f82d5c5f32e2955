// Writes client-schemas.json: what Iterable's own TypeScript client (npm @iterable/api, MIT, see
// client-schemas.LICENSE) takes for the calls we make too, as JSON Schema. Only for a new version of
// the client; the tests need no Node. In an empty folder, with this file in it:
//
//   npm install --no-save --ignore-scripts @iterable/api@0.13.0
//   node export-client-schemas.mjs > client-schemas.json
//
// What zod checks by code can't be exported and is restated here: that one of some fields is there,
// and what an item id is. Objects take no fields but those the client names, so that the test sees
// each of ours it does not know.
import { readFileSync, readdirSync } from "node:fs";
import { z } from "zod";
import * as iterable from "@iterable/api";

const HOME = "node_modules/@iterable/api/";
const VERSION = JSON.parse(readFileSync(HOME + "package.json")).version;
const ITEM_ID = "^[a-zA-Z0-9-]{1,255}$";

function exported(schema) {
  const json = z.toJSONSchema(schema, {
    io: "input",
    unrepresentable: "any",
    override: ({ zodSchema, jsonSchema }) => {
      delete jsonSchema.description;
      if (zodSchema._zod.def.type === "date") jsonSchema.not = {};
      if (zodSchema._zod.def.type === "object") jsonSchema.additionalProperties = false;
    },
  });
  delete json.$schema;
  return json;
}

function oneOf(schema, ...names) {
  schema.allOf = [...(schema.allOf ?? []), { anyOf: names.map((name) => ({ required: [name] })) }];
  return schema;
}

/** What the client puts into the path and not into the body. */
function without(schema, ...names) {
  for (const name of names) delete schema.properties[name];
  schema.required = (schema.required ?? []).filter((name) => !names.includes(name));
  return schema;
}

/** The client adds a field of its own. */
function documents(schema) {
  const body = without(schema, "catalogName");
  body.properties.documents.propertyNames = { pattern: ITEM_ID };
  body.properties.documents.minProperties = 1;
  body.properties.documents.maxProperties = 1000;
  body.properties.documents.additionalProperties.propertyNames = { pattern: "^[^.]*$" };
  body.properties.replaceUploadedFieldsOnly = { type: "boolean" };
  body.required.push("replaceUploadedFieldsOnly");
  return body;
}

function target(schema) {
  return oneOf(exported(schema), "recipientEmail", "recipientUserId");
}

const events = exported(iterable.TrackBulkEventsParamsSchema);
oneOf(events.properties.events.items, "email", "userId");
const merge = exported(iterable.MergeUsersParamsSchema);
oneOf(oneOf(merge, "sourceEmail", "sourceUserId"), "destinationEmail", "destinationUserId");

const calls = {
  "POST /api/users/bulkUpdate": exported(iterable.BulkUpdateUsersParamsSchema),
  "DELETE /api/users/{email}": exported(iterable.DeleteUserByEmailParamsSchema),
  "DELETE /api/users/byUserId/{userId}": exported(iterable.DeleteUserByUserIdParamsSchema),
  "GET /api/users/{email}": exported(iterable.GetUserByEmailParamsSchema),
  "GET /api/users/byUserId/{userId}": exported(iterable.GetUserByIdParamsSchema),
  "POST /api/users/merge": merge,
  "POST /api/users/updateEmail": oneOf(
    exported(iterable.UpdateEmailParamsSchema), "currentEmail", "currentUserId"),
  // The client has the call of one user alone; the bulk one takes an array of the same.
  "POST /api/users/bulkUpdateSubscriptions": {
    type: "object",
    properties: {
      updateSubscriptionsRequests: {
        type: "array",
        items: oneOf(exported(iterable.UpdateUserSubscriptionsParamsSchema), "email", "userId"),
      },
    },
    required: ["updateSubscriptionsRequests"],
    additionalProperties: false,
  },
  "POST /api/events/trackBulk": events,
  "POST /api/catalogs/{target}/items": documents(exported(iterable.ReplaceCatalogItemsParamsSchema)),
  "DELETE /api/catalogs/{target}/items": without(
    exported(iterable.BulkDeleteCatalogItemsParamsSchema), "catalogName"),
  "POST /api/lists/subscribe": exported(iterable.SubscribeToListParamsSchema),
  "POST /api/lists/unsubscribe": exported(iterable.UnsubscribeFromListParamsSchema),
  "PUT /api/subscriptions/{target}": without(
    exported(iterable.BulkUpdateSubscriptionsParamsSchema),
    "subscriptionGroup", "subscriptionGroupId", "action"),
  "POST /api/workflows/triggerWorkflow": exported(iterable.TriggerJourneyParamsSchema),
  "POST /api/email/target": target(iterable.SendEmailParamsSchema),
  "POST /api/push/target": target(iterable.SendPushParamsSchema),
  "POST /api/inApp/target": target(iterable.SendInAppParamsSchema),
  "POST /api/sms/target": target(iterable.SendSMSParamsSchema),
  "POST /api/webPush/target": target(iterable.SendWebPushParamsSchema),
  "POST /api/whatsApp/target": target(iterable.SendWhatsAppParamsSchema),
};

/** Every path the client calls, to notice when it learns a call it has no schema for here. */
function paths() {
  const found = new Set();
  for (const file of readdirSync(HOME + "dist/client").filter((name) => name.endsWith(".js"))) {
    const source = readFileSync(HOME + "dist/client/" + file, "utf8");
    for (const [, path] of source.matchAll(/["'`](\/api\/[A-Za-z-]+(?:\/[A-Za-z]+)*)/g)) {
      found.add(path);
    }
  }
  return [...found].sort();
}

const schemas = {
  $comment: `@iterable/api ${VERSION}, MIT License, Copyright (c) 2025 Greg Methvin: client-schemas.LICENSE`,
  paths: paths(),
  calls,
};
process.stdout.write(JSON.stringify(schemas, null, 2) + "\n");
