// A client of Prov in Node, made from the .proto files.
// Usage: node client.js ADDRESS TOKEN_FILE PROTO_FOLDER. Prints what it saw as one JSON object.
'use strict'

const fs = require('node:fs')
const { setTimeout: pause } = require('node:timers/promises')
const grpc = require('@grpc/grpc-js')
const loader = require('@grpc/proto-loader')

const limit = 30_000
const [address, tokenFile, protoFolder] = process.argv.slice(2)
const files = ['lifecycle_event', 'identity', 'account'].map(name => `prov/v1/${name}.proto`)
const errorFiles = ['google/rpc/status.proto', 'google/rpc/error_details.proto']
const options = { includeDirs: [protoFolder], keepCase: true, longs: String, enums: String, oneofs: true }
const definition = loader.loadSync([...files, ...errorFiles], options)
const { LifecycleEventService, IdentityService, AccountService } = grpc.loadPackageDefinition(definition).prov.v1

const metadata = new grpc.Metadata()
metadata.set('authorization', `Bearer ${fs.readFileSync(tokenFile, 'ascii').trim()}`)

function connect (Service) {
  return new Service(address, grpc.credentials.createInsecure())
}

function call (client, method, request) {
  return new Promise((resolve, reject) => {
    const deadline = Date.now() + limit
    client[method](request, metadata, { deadline }, (error, answer) => (error ? reject(error) : resolve(answer)))
  })
}

function lifecycleEvent (source, kind, sequence, attributes) {
  const values = Object.entries(attributes).map(([name, text]) => [name, { string_value: text }])
  return {
    source,
    source_key: 'n1',
    event_id: `node:${source}:${sequence}`,
    kind,
    sequence,
    attributes: Object.fromEntries(values)
  }
}

function submitStream (events, event) {
  return new Promise((resolve, reject) => {
    const stream = events.StreamEvents(metadata, { deadline: Date.now() + limit })
    stream.on('data', answer => resolve(answer.receipt))
    stream.on('error', reject)
    stream.write({ correlation_id: 1, event })
    stream.end()
  })
}

async function refusal (events, event) {
  try {
    await call(events, 'SubmitEvent', { event })
    return null
  } catch (error) {
    const [details] = error.metadata.get('grpc-status-details-bin')
    const status = definition['google.rpc.Status'].deserialize(details)
    const found = status.details.find(d => d.type_url.endsWith('/google.rpc.ErrorInfo'))
    const info = definition['google.rpc.ErrorInfo'].deserialize(found.value)
    return { code: grpc.status[error.code], reason: info.reason, domain: info.domain }
  }
}

function hasConverged (account) {
  return account.applied_generation === account.desired.generation
}

async function accountsOf (accounts, identityId) {
  const end = Date.now() + limit
  for (;;) {
    const { accounts: found } = await call(accounts, 'ListAccounts', { filter: `account.identity == "${identityId}"` })
    if ((found.length > 0 && found.every(hasConverged)) || Date.now() > end) {
      return found
    }
    await pause(100)
  }
}

async function main () {
  const [events, identities, accounts] = [LifecycleEventService, IdentityService, AccountService].map(connect)
  const join = lifecycleEvent('hr', 'KIND_JOIN', 1, { number: 'n1', name: 'Zoë', department: 'Sales' })
  const move = lifecycleEvent('hr', 'KIND_MOVE', 2, { department: 'Support' })
  const joined = await submitStream(events, join)
  const moved = await submitStream(events, move)
  const refused = await refusal(events, lifecycleEvent('nowhere', 'KIND_JOIN', 1, { number: 'n1' }))
  const { identity } = await call(identities, 'GetIdentity', { identity_id: joined.identity_id })
  const attributes = Object.entries(identity.attributes).map(([name, value]) => [name, value.string_value])
  const found = await accountsOf(accounts, identity.id)
  console.log(JSON.stringify({
    outcomes: [joined.outcome, moved.outcome],
    same_identity: joined.identity_id === moved.identity_id,
    refusal: refused,
    state: identity.state,
    attributes: Object.fromEntries(attributes),
    accounts: found.map(account => ({
      target: account.target_system,
      name: account.desired.name,
      converged: hasConverged(account),
      department: account.observed?.attributes.department?.string_value
    }))
  }))
  ;[events, identities, accounts].forEach(client => client.close())
}

main().catch(error => {
  console.error(error)
  process.exitCode = 1
})
