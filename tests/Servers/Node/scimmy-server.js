// A SCIM server made of scimmy and scimmy-routers; only the storing is ours.
import express from "express";
import SCIMMY from "scimmy";
import SCIMMYRouters from "scimmy-routers";
import { listen } from "./listen.js";
import { inspect, Store, told } from "./store.js";

const server = told();
const store = new Store(server.file);

// One attribute of each type that SCIM has.
class TestExtension extends SCIMMY.Types.Schema {
  static #definition = new SCIMMY.Types.SchemaDefinition("Test", "urn:ietf:params:scim:schemas:extension:test:2.0:User", "One attribute of each type", [
    new SCIMMY.Types.Attribute("integer", "level"),
    new SCIMMY.Types.Attribute("decimal", "ratio"),
    new SCIMMY.Types.Attribute("boolean", "remote"),
    new SCIMMY.Types.Attribute("dateTime", "since"),
  ]);

  static get id() { return TestExtension.#definition.id; }

  static get definition() { return TestExtension.#definition; }

  constructor(resource, direction = "both", basepath, filters) {
    super(resource, direction);
    Object.assign(this, TestExtension.#definition.coerce(resource, direction, basepath, filters));
  }
}

const absent = id => new SCIMMY.Types.Error(404, null, `Resource ${id} not found`);
const shown = resource => ({ ...resource, meta: { created: resource.meta.created, lastModified: resource.meta.lastModified } });

const handlers = (kind, unique, show) => ({
  egress: resource => {
    if (resource.id) {
      const found = store.find(kind, resource.id);
      if (!found) throw absent(resource.id);
      return show(found);
    }
    const all = store.all(kind).map(show);
    return resource.filter ? resource.filter.match(all) : all;
  },
  ingress: (resource, instance) => {
    if (resource.id && !store.find(kind, resource.id)) throw absent(resource.id);
    if (unique && store.taken(kind, unique, instance[unique], resource.id)) throw new SCIMMY.Types.Error(409, "uniqueness", "The value is taken");
    return show(store.put(kind, instance, resource.id));
  },
  degress: resource => {
    if (!store.find(kind, resource.id)) throw absent(resource.id);
    store.delete(kind, resource.id);
  },
});

const withGroups = user => ({
  ...shown(user),
  groups: store.all("groups").filter(g => g.members?.some(m => m.value === user.id)).map(g => ({ value: g.id, display: g.displayName })),
});

SCIMMY.Resources.declare(SCIMMY.Resources.User, {
  ...handlers("users", "userName", withGroups),
  extensions: [{ schema: SCIMMY.Schemas.EnterpriseUser, required: false }, { schema: TestExtension, required: false }],
});
SCIMMY.Resources.declare(SCIMMY.Resources.Group, handlers("groups", "displayName", shown));

const app = express();
inspect(app, store, server.token);
app.use("/scim", new SCIMMYRouters({
  type: "bearer",
  handler: request => {
    if (request.header("Authorization") !== `Bearer ${server.token}`) throw new Error("Not signed in");
    return "prov";
  },
}));
listen(app, server);
