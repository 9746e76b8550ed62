// A mail server that keeps what it gets: each mail as a file, first its envelope as a line of JSON, then the mail as it came.
'use strict';
const fs = require('fs');
const path = require('path');
const { SMTPServer } = require('smtp-server');

const [folder, port, user, password] = process.argv.slice(2);
let count = 0;

const server = new SMTPServer({
  key: fs.readFileSync(path.join(folder, 'key.pem')),
  cert: fs.readFileSync(path.join(folder, 'certificate.pem')),
  authMethods: ['PLAIN', 'LOGIN'],
  onAuth(auth, session, done) {
    done(auth.username === user && auth.password === password ? null : new Error('Wrong user or password'), { user });
  },
  onRcptTo(address, session, done) {
    const refusals = { 'nobody@example.test': 550, 'later@example.test': 451 };
    const code = refusals[address.address];
    done(code ? Object.assign(new Error('Not taken'), { responseCode: code }) : undefined);
  },
  onData(stream, session, done) {
    const parts = [];
    stream.on('data', part => parts.push(part));
    stream.on('end', () => {
      const { mailFrom, rcptTo } = session.envelope;
      const envelope = { from: mailFrom.address, to: rcptTo.map(r => r.address), secure: session.secure };
      const file = path.join(folder, 'mails', String(count++).padStart(6, '0'));
      fs.writeFileSync(file + '.new', Buffer.concat([Buffer.from(JSON.stringify(envelope) + '\n'), ...parts]));
      fs.renameSync(file + '.new', file + '.eml');
      done();
    });
  },
});
server.on('error', () => {});
server.listen(Number(port), '127.0.0.1');
