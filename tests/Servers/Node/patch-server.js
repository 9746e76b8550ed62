// A SCIM server whose PATCH and filters are those of scim-patch and scim2-parse-filter. Options: patch, etag, cursor, maxPage.
import express from "express";
import scimPatch from "scim-patch";
import { filter, parse } from "scim2-parse-filter";
import { listen } from "./listen.js";
import { inspect, Store, told } from "./store.js";

const server = told();
const { patch = true, etag = false, cursor = false, maxPage = 100 } = server.options;
const store = new Store(server.file);
const app = express();
inspect(app, store, server.token);

const send = (response, status, body) => response.status(status).type("application/scim+json").send(JSON.stringify(body));
const error = (response, status, scimType) =>
  send(response, status, { schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"], status: String(status), ...(scimType ? { scimType } : {}) });
const versionOf = resource => `W/"${resource.meta.number}"`;
const shown = (resource, type) => ({
  ...resource,
  meta: { resourceType: type, created: resource.meta.created, lastModified: resource.meta.lastModified, ...(etag ? { version: versionOf(resource) } : {}) },
});

app.use("/scim/v2", (request, response, next) => {
  if (request.header("Authorization") === `Bearer ${server.token}`) next();
  else error(response, 401);
});
app.use(express.json({ type: ["application/scim+json", "application/json"], limit: "1mb" }));

app.get("/scim/v2/ServiceProviderConfig", (request, response) => send(response, 200, {
  schemas: ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
  patch: { supported: patch }, bulk: { supported: false }, filter: { supported: true, maxResults: maxPage }, changePassword: { supported: false },
  sort: { supported: false }, etag: { supported: etag },
  ...(cursor ? { pagination: { cursor: true, index: false, maxPageSize: maxPage } } : {}),
}));
app.get("/scim/v2/ResourceTypes", (request, response) => send(response, 200, [
  { id: "User", endpoint: "/People", schema: "urn:ietf:params:scim:schemas:core:2.0:User" },
  { id: "Group", endpoint: "/Groups", schema: "urn:ietf:params:scim:schemas:core:2.0:Group" },
]));

function list(request, response, all) {
  const count = Math.min(Number(request.query.count ?? maxPage), maxPage);
  const start = cursor ? Number(Buffer.from(request.query.cursor ?? "", "base64url").toString() || 0) : Number(request.query.startIndex ?? 1) - 1;
  const page = all.slice(start, start + count);
  const next = start + page.length < all.length ? Buffer.from(String(start + page.length)).toString("base64url") : undefined;
  send(response, 200, {
    schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"], totalResults: all.length,
    ...(cursor ? { nextCursor: next } : { startIndex: start + 1, itemsPerPage: page.length }),
    Resources: page,
  });
}

function serve(path, kind, type, unique) {
  const found = (request, response) => {
    const resource = store.find(kind, request.params.id);
    if (!resource) error(response, 404);
    const wanted = request.header("If-Match");
    if (resource && etag && wanted && wanted !== versionOf(resource)) {
      error(response, 412);
      return undefined;
    }
    return resource;
  };
  const keep = (response, status, body, id) => {
    if (!body[unique]) return error(response, 400, "invalidValue");
    if (store.taken(kind, unique, body[unique], id)) return error(response, 409, "uniqueness");
    const kept = shown(store.put(kind, body, id), type);
    if (etag) response.set("ETag", kept.meta.version);
    return send(response, status, kept);
  };
  app.get(path, (request, response) => {
    const all = store.all(kind).map(r => shown(r, type));
    try {
      list(request, response, request.query.filter ? all.filter(filter(parse(request.query.filter))) : all);
    } catch {
      error(response, 400, "invalidFilter");
    }
  });
  app.post(path, (request, response) => keep(response, 201, request.body));
  app.get(`${path}/:id`, (request, response) => {
    const resource = found(request, response);
    if (resource) send(response, 200, shown(resource, type));
  });
  app.put(`${path}/:id`, (request, response) => {
    if (found(request, response)) keep(response, 200, request.body, request.params.id);
  });
  app.patch(`${path}/:id`, (request, response) => {
    if (!patch) return error(response, 501);
    const resource = found(request, response);
    if (!resource) return undefined;
    try {
      return keep(response, 200, scimPatch.scimPatch(JSON.parse(JSON.stringify(resource)), request.body.Operations), resource.id);
    } catch {
      return error(response, 400, "invalidPath");
    }
  });
  app.delete(`${path}/:id`, (request, response) => {
    if (!found(request, response)) return;
    store.delete(kind, request.params.id);
    response.status(204).end();
  });
}

serve("/scim/v2/People", "users", "User", "userName");
serve("/scim/v2/Groups", "groups", "Group", "displayName");
listen(app, server);
