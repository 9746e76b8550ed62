// Resources in memory, with a log on disk that a restarted server reads: what was answered is there again.
import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { randomUUID } from "node:crypto";
import express from "express";

export class Store {
  #file;
  #kinds = new Map();

  constructor(file) {
    this.#file = file;
    if (existsSync(file)) {
      for (const line of readFileSync(file, "utf8").split("\n").filter(l => l)) {
        const { kind, id, resource } = JSON.parse(line);
        this.#apply(kind, id, resource);
      }
    }
  }

  all(kind) {
    return [...this.#of(kind).values()];
  }

  find(kind, id) {
    return this.#of(kind).get(id);
  }

  // Another resource of the kind whose member has the value, in any case.
  taken(kind, member, value, id) {
    return this.all(kind).some(r => r.id !== id && String(r[member]).toLowerCase() === String(value).toLowerCase());
  }

  put(kind, resource, id = randomUUID()) {
    const now = new Date().toISOString();
    const before = this.find(kind, id);
    const version = before ? before.meta.number + 1 : 1;
    const meta = { created: before?.meta.created ?? now, lastModified: now, number: version };
    const kept = { ...JSON.parse(JSON.stringify(resource)), id, meta };
    this.#write(kind, id, kept);
    return kept;
  }

  delete(kind, id) {
    this.#write(kind, id, null);
  }

  clear() {
    writeFileSync(this.#file, "");
    this.#kinds.clear();
  }

  #write(kind, id, resource) {
    appendFileSync(this.#file, JSON.stringify({ kind, id, resource }) + "\n");
    this.#apply(kind, id, resource);
  }

  #apply(kind, id, resource) {
    if (resource) this.#of(kind).set(id, resource);
    else this.#of(kind).delete(id);
  }

  #of(kind) {
    if (!this.#kinds.has(kind)) this.#kinds.set(kind, new Map());
    return this.#kinds.get(kind);
  }
}

// What every server here is told: port, token, file of its log, and options as JSON. With a certificate among them it speaks TLS.
export function told() {
  const [port, token, file, options] = process.argv.slice(2);
  return { port: Number(port), token, file, options: JSON.parse(options ?? "{}") };
}

// For tests to look into the store, and to prepare it, beside the protocol.
export function inspect(app, store, token) {
  app.use("/inspect", (request, response, next) => {
    if (request.header("x-inspect") === token) next();
    else response.status(401).end();
  });
  app.get("/inspect/:kind", (request, response) => response.json(store.all(request.params.kind)));
  app.put("/inspect/:kind", express.json(), (request, response) => response.json(store.put(request.params.kind, request.body)));
  app.delete("/inspect", (request, response) => {
    store.clear();
    response.status(204).end();
  });
}
