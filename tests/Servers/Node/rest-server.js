// A server with JSON over HTTP as companies write them; it knows nothing of Prov. Options: paging (page, offset, cursor, link), whole.
import express from "express";
import { listen } from "./listen.js";
import { inspect, Store, told } from "./store.js";

const server = told();
const { paging = "page", whole = false, authentication = "bearer", maxPage = 100 } = server.options;
const store = new Store(server.file);
const app = express();
app.set("etag", false);
inspect(app, store, server.token);

// OAuth client credentials: a token is withdrawn after some uses, long before it ends, so that clients must renew.
let issued = 0;
let uses = 0;
app.post("/oauth/token", express.urlencoded(), (request, response) => {
  const expected = `Basic ${Buffer.from(`prov:${server.token}`).toString("base64")}`;
  if (request.header("Authorization") !== expected || request.body.grant_type !== "client_credentials") {
    response.status(401).json({ error: "invalid_client" });
    return;
  }
  [issued, uses] = [issued + 1, 0];
  response.json({ access_token: `issued-${issued}-${server.token}`, token_type: "Bearer", expires_in: 3600 });
});

const expected = {
  none: () => undefined,
  basic: () => `Basic ${Buffer.from(`prov:${server.token}`).toString("base64")}`,
  bearer: () => `Bearer ${server.token}`,
  oauth: () => `Bearer issued-${issued}-${server.token}`,
}[authentication];

app.use("/api", (request, response, next) => {
  if (authentication === "oauth" && uses > 150) [issued, uses] = [issued + 1, 0];
  uses += 1;
  if (request.header("Authorization") === expected()) next();
  else response.status(401).json({ error: { code: "UNAUTHENTICATED" } });
});
app.use(express.json());

const fail = (response, status, code) => response.status(status).json({ error: { code } });
const account = r => ({ uid: r.id, ...r.account });
const rights = () => store.all("groups").map(g => ({ label: g.displayName }));

function page(request, response, all) {
  const limit = Math.min(Number(request.query.limit ?? maxPage), maxPage);
  const start = paging === "page" ? (Number(request.query.page ?? 1) - 1) * limit
    : paging === "offset" ? Number(request.query.offset ?? 0)
      : Number(Buffer.from(request.query.cursor ?? "", "base64url").toString() || 0);
  const items = all.slice(start, start + limit);
  const next = start + limit < all.length ? Buffer.from(String(start + limit)).toString("base64url") : null;
  if (paging === "link" && next) {
    const target = new URL(request.originalUrl, `${request.protocol}://${request.headers.host}`);
    target.searchParams.set("cursor", next);
    response.set("Link", `<${target}>; title="a, b"; rel="next", <${request.originalUrl}>; rel=self`);
  }
  response.json({ data: items, paging: { next } });
}

app.get("/api/accounts", (request, response) => {
  const wanted = request.query.login;
  const all = store.all("users").map(account);
  page(request, response, wanted === undefined ? all : all.filter(a => a.login.toLowerCase() === wanted.toLowerCase()));
});
app.get("/api/rights", (request, response) => page(request, response, rights()));

app.post("/api/accounts", (request, response) => {
  if (!request.body.login) fail(response, 422, "LOGIN_MISSING");
  else if (store.all("users").some(u => u.account.login.toLowerCase() === request.body.login.toLowerCase())) fail(response, 422, "LOGIN_TAKEN");
  else response.status(201).json({ account: account(store.put("users", { account: { rights: [], ...request.body } })) });
});

// RFC 7396.
function merge(target, patch) {
  if (patch === null || typeof patch !== "object" || Array.isArray(patch)) return patch;
  const merged = target !== null && typeof target === "object" && !Array.isArray(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete merged[name];
    else merged[name] = merge(merged[name], value);
  }
  return merged;
}

function found(request, response) {
  const user = store.find("users", request.params.uid);
  if (!user) fail(response, 404, "NO_SUCH_ACCOUNT");
  return user;
}

function change(request, response, make) {
  const user = found(request, response);
  if (!user) return;
  const next = make(user.account);
  if (store.all("users").some(u => u.id !== user.id && u.account.login.toLowerCase() === next.login.toLowerCase())) fail(response, 422, "LOGIN_TAKEN");
  else response.json({ account: account(store.put("users", { account: next }, user.id)) });
}

app.get("/api/accounts/:uid", (request, response) => {
  const user = found(request, response);
  if (user) response.json({ account: account(user) });
});
const withoutId = ({ uid, ...rest }) => rest;
if (whole) app.put("/api/accounts/:uid", (request, response) => change(request, response, () => withoutId(request.body)));
else app.patch("/api/accounts/:uid", (request, response) => change(request, response, old => merge(old, request.body)));
app.post("/api/accounts/:uid/lock", (request, response) => change(request, response, old => ({ ...old, state: "LOCKED" })));
app.post("/api/accounts/:uid/unlock", (request, response) => change(request, response, old => ({ ...old, state: "OPEN" })));
app.delete("/api/accounts/:uid", (request, response) => {
  if (!found(request, response)) return;
  store.delete("users", request.params.uid);
  response.status(204).end();
});
app.put("/api/accounts/:uid/rights/:label", (request, response) => change(request, response, old => ({ ...old, rights: [...new Set([...old.rights, request.params.label])] })));
app.delete("/api/accounts/:uid/rights/:label", (request, response) => change(request, response, old => ({ ...old, rights: old.rights.filter(r => r !== request.params.label) })));
listen(app, server);
