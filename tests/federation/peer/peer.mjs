// A small microblog server on Fedify: one person, nel, with a plain JSON desk for the tests to steer it.
// Everything said on the network is Fedify's own; no line here signs, verifies or parses JSON-LD.
import { AsyncLocalStorage } from "node:async_hooks";
import { randomUUID } from "node:crypto";
import dns from "node:dns";
import { readFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import {
  createFederation,
  generateCryptoKeyPair,
  InProcessMessageQueue,
  MemoryKvStore,
} from "@fedify/fedify";
import { verifyJsonLd, verifyObject, verifyRequest } from "@fedify/fedify/sig";
import {
  Accept,
  Activity,
  Create,
  Delete,
  Endpoints,
  Follow,
  Like,
  Mention,
  Note,
  Person,
  PUBLIC_COLLECTION,
  Tombstone,
  Undo,
  Update,
} from "@fedify/fedify/vocab";
import { Temporal } from "@js-temporal/polyfill";
import { configure, getConsoleSink } from "@logtape/logtape";

const ORIGIN = process.env.PEER_ORIGIN;
const NAME = "nel";
const SELF = { identifier: NAME };

// Names resolve from PEER_HOSTS ("name=address,…") and nowhere else, so nothing leaves the machine.
const HERE = "127.0.0.1";
const hosts = new Map(process.env.PEER_HOSTS.split(",").map((pair) => pair.split("=")));
hosts.set(HERE, HERE); // Node looks up even the address that a server listens on.
dns.lookup = (name, options, callback) => {
  const [wanted, answer] = typeof options === "function" ? [{}, options] : [options, callback];
  const address = hosts.get(name);
  if (address === undefined) {
    const error = Object.assign(new Error(`no such host: ${name}`), { code: "ENOTFOUND" });
    process.nextTick(answer, error);
  } else if (wanted.all) process.nextTick(answer, null, [{ address, family: 4 }]);
  else process.nextTick(answer, null, address, 4);
};

await configure({
  contextLocalStorage: new AsyncLocalStorage(),
  sinks: { console: getConsoleSink() },
  loggers: [
    { category: "fedify", lowestLevel: process.env.PEER_LOG ?? "warning", sinks: ["console"] },
    { category: ["logtape", "meta"], lowestLevel: "warning", sinks: ["console"] },
  ],
});

const keys = [
  await generateCryptoKeyPair("RSASSA-PKCS1-v1_5"),
  await generateCryptoKeyPair("Ed25519"),
];
const notes = new Map(); // uuid → Note, or Tombstone once deleted
const sent = new Map(); // id → Activity, for Undo
const followers = new Map(); // actor id → what Fedify needs to deliver there
const requests = []; // each request from the network: what was answered, how a POST was signed
const received = []; // each activity that Fedify believed

const federation = createFederation({
  kv: new MemoryKvStore(),
  queue: new InProcessMessageQueue(),
  origin: ORIGIN,
  allowPrivateAddress: true,
  firstKnock: process.env.PEER_FIRST_KNOCK,
});

federation
  .setActorDispatcher("/users/{identifier}", async (ctx, identifier) => {
    if (identifier !== NAME) return null;
    const pairs = await ctx.getActorKeyPairs(identifier);
    return new Person({
      id: ctx.getActorUri(identifier),
      preferredUsername: NAME,
      name: "Nel",
      url: new URL(`/@${NAME}`, ORIGIN),
      inbox: ctx.getInboxUri(identifier),
      outbox: ctx.getOutboxUri(identifier),
      followers: ctx.getFollowersUri(identifier),
      endpoints: new Endpoints({ sharedInbox: ctx.getInboxUri() }),
      publicKey: pairs[0].cryptographicKey,
      assertionMethods: pairs.map((pair) => pair.multikey),
    });
  })
  .mapHandle((_, handle) => (handle === NAME ? NAME : null))
  .setKeyPairsDispatcher((_, identifier) => (identifier === NAME ? keys : []));

federation.setFollowersDispatcher("/users/{identifier}/followers", () => ({
  items: [...followers.values()],
}));
federation.setOutboxDispatcher("/users/{identifier}/outbox", () => ({
  items: [...sent.values()].filter((activity) => activity instanceof Create),
}));
federation.setObjectDispatcher(Note, "/notes/{id}", (_, { id }) => {
  const note = notes.get(id);
  return note instanceof Note ? note : null;
});
federation.setNodeInfoDispatcher("/nodeinfo/2.1", () => ({
  software: { name: process.env.PEER_SOFTWARE ?? "peer", version: "1.0.0" },
  protocols: ["activitypub"],
  usage: { users: { total: 1 }, localPosts: notes.size, localComments: 0 },
}));

federation
  .setInboxListeners("/users/{identifier}/inbox", "/inbox")
  .setSharedKeyDispatcher(() => SELF)
  .on(Follow, async (ctx, follow) => {
    const actor = await follow.getActor(ctx);
    followers.set(actor.id.href, actor);
    await record(ctx, follow);
    await send(ctx, [actor], new Accept({ id: newId(), actor: ctx.getActorUri(NAME), object: follow }));
  })
  .on(Activity, record);

/** Keep an activity that Fedify verified, with the object it names as fetched from its own id. */
async function record(ctx, activity) {
  const came = requests.findLast(({ body }) => body?.id === activity.id?.href);
  const entry = {
    id: activity.id?.href,
    type: activity.constructor.name,
    actor: activity.actorId?.href,
    object: activity.objectId?.href,
    signatures: came.signatures,
    body: came.body,
  };
  try {
    if (entry.type === "Announce") entry.fetched = await describe(ctx, await activity.getObject(ctx));
  } catch (error) {
    entry.error = String(error);
  }
  received.push(entry);
}

async function describe(ctx, object) {
  return object && {
    id: object.id?.href,
    type: object.constructor.name,
    name: object.name?.toString() ?? null,
    content: object.content?.toString() ?? null,
    author: object.attributionId?.href ?? null,
    inReplyTo: object.replyTargetId?.href ?? null,
    handle: object.preferredUsername ? `@${object.preferredUsername}@${object.id.host}` : null,
    body: await object.toJsonLd({ contextLoader: ctx.contextLoader }),
  };
}

/** Say for each way of signing whether Fedify alone believes it; the inbox stops at the first it believes. */
async function examine(request, body) {
  const { documentLoader, contextLoader } = federation.createContext(new URL(ORIGIN));
  const loaders = { documentLoader, contextLoader };
  const quietly = async (check) => {
    try {
      return await check();
    } catch {
      return null;
    }
  };
  const key = await quietly(() => verifyRequest(request, loaders));
  const { signature, ...unsigned } = body;
  return {
    http: key?.id?.href ?? null,
    ld: signature !== undefined && (await quietly(() => verifyJsonLd(body, loaders))) === true,
    proof: (await quietly(() => verifyObject(Activity, unsigned, loaders))) != null,
  };
}

function newId() {
  return new URL(`/activities/${randomUUID()}`, ORIGIN);
}

async function send(ctx, recipients, activity) {
  sent.set(activity.id.href, activity);
  // At once, so that a refusal is an error of the call that caused it.
  await ctx.sendActivity(SELF, recipients, activity, { immediate: true, preferSharedInbox: true });
  return { id: activity.id.href, object: activity.objectId?.href };
}

async function look(ctx, what) {
  const documentLoader = await ctx.getDocumentLoader(SELF);
  const found = await ctx.lookupObject(what, { documentLoader });
  if (found === null) throw new Error(`nothing found at ${what}`);
  return found;
}

/** A note as a microblog writes it: mentions first in the text, those mentioned in cc and tag. */
function write(ctx, mentioned, content, rest) {
  const id = randomUUID();
  const uri = ctx.getObjectUri(Note, { id });
  const links = mentioned.map(
    (actor) => `<a class="u-url mention" href="${actor.id.href}">@${actor.preferredUsername}</a>`,
  );
  const note = new Note({
    id: uri,
    url: uri,
    attribution: ctx.getActorUri(NAME),
    content: `<p>${[...links, content].join(" ")}</p>`,
    published: Temporal.Now.instant(),
    to: PUBLIC_COLLECTION,
    ccs: [ctx.getFollowersUri(NAME), ...mentioned.map((actor) => actor.id)],
    tags: mentioned.map(
      (actor) => new Mention({ href: actor.id, name: `@${actor.preferredUsername}@${actor.id.host}` }),
    ),
    ...rest,
  });
  notes.set(id, note);
  return note;
}

const about = (ctx, note, rest) => ({
  id: newId(),
  actor: ctx.getActorUri(NAME),
  tos: note.toIds,
  ccs: note.ccIds,
  ...rest,
});

const own = (id) => {
  const key = id.split("/").at(-1);
  const note = notes.get(key);
  if (!(note instanceof Note)) throw new Error(`no such note: ${id}`);
  return [key, note];
};

const mentionedIn = async (ctx, note) => {
  const found = [];
  for await (const tag of note.getTags(ctx)) {
    if (tag instanceof Mention && tag.href.origin !== ORIGIN) found.push(await look(ctx, tag.href.href));
  }
  return found;
};

const desk = {
  "GET /received": () => received,
  "GET /requests": () => requests,
  "GET /lookup": async (ctx, { q }) => describe(ctx, await look(ctx, q)),
  "GET /document": async (ctx, { q }) =>
    (await (await ctx.getDocumentLoader(SELF))(q)).document,
  "POST /follow": async (ctx, { who }) => {
    const actor = await look(ctx, who);
    const follow = new Follow({ id: newId(), actor: ctx.getActorUri(NAME), object: actor.id });
    return send(ctx, [actor], follow);
  },
  "POST /undo": async (ctx, { id }) => {
    const done = sent.get(id);
    const object = await look(ctx, done.objectId.href);
    const to = object.inboxId ? object : await look(ctx, object.attributionId.href);
    return send(ctx, [to], new Undo({ id: newId(), actor: ctx.getActorUri(NAME), object: done }));
  },
  "POST /like": async (ctx, { object }) => {
    const author = await look(ctx, (await look(ctx, object)).attributionId.href);
    const like = new Like({ id: newId(), actor: ctx.getActorUri(NAME), object: new URL(object) });
    return send(ctx, [author], like);
  },
  "POST /create": async (ctx, { mention, content, name }) => {
    const board = await look(ctx, mention);
    const note = write(ctx, [board], content, name === undefined ? {} : { name });
    return send(ctx, [board], new Create(about(ctx, note, { object: note })));
  },
  "POST /reply": async (ctx, { inReplyTo, content }) => {
    const parent = await look(ctx, inReplyTo);
    // Whoever wrote the parent, and all whom the parent mentions: the habit of Mastodon's composer.
    const people = new Map();
    if (parent.attributionId.origin !== ORIGIN) {
      const author = await look(ctx, parent.attributionId.href);
      people.set(author.id.href, author);
    }
    for (const actor of await mentionedIn(ctx, parent)) people.set(actor.id.href, actor);
    const recipients = [...people.values()];
    const note = write(ctx, recipients, content, { replyTarget: parent.id });
    return send(ctx, recipients, new Create(about(ctx, note, { object: note })));
  },
  "POST /update": async (ctx, { id, content }) => {
    const [key, before] = own(id);
    const note = before.clone({ content: `<p>${content}</p>`, updated: Temporal.Now.instant() });
    notes.set(key, note);
    return send(ctx, await mentionedIn(ctx, note), new Update(about(ctx, note, { object: note })));
  },
  "POST /delete": async (ctx, { id }) => {
    const [key, note] = own(id);
    const tombstone = new Tombstone({ id: note.id });
    const recipients = await mentionedIn(ctx, note);
    notes.set(key, tombstone);
    return send(ctx, recipients, new Delete(about(ctx, note, { object: tombstone })));
  },
};

async function bytes(stream) {
  const parts = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts);
}

/** The request as it was sent to the public name, for Fedify to route and verify. */
function publicRequest(message, body) {
  const headers = new Headers();
  for (let i = 0; i < message.rawHeaders.length; i += 2) {
    headers.append(message.rawHeaders[i], message.rawHeaders[i + 1]);
  }
  const init = { method: message.method, headers };
  if (body.length > 0) init.body = body;
  return new Request(new URL(message.url, `https://${message.headers.host}`), init);
}

const network = https.createServer(
  { cert: readFileSync(process.env.PEER_CERT_FILE), key: readFileSync(process.env.PEER_KEY_FILE) },
  async (message, answer) => {
    const request = publicRequest(message, await bytes(message));
    const entry = { method: message.method, path: message.url, status: null };
    if (request.method === "POST") {
      entry.body = await request.clone().json().catch(() => ({}));
      entry.signatures = await examine(request.clone(), entry.body);
    }
    requests.push(entry);
    const response = await federation.fetch(request, { contextData: undefined });
    entry.status = response.status;
    answer.writeHead(response.status, Object.fromEntries(response.headers));
    answer.end(Buffer.from(await response.arrayBuffer()));
  },
);

const control = http.createServer(async (message, answer) => {
  const { pathname, searchParams } = new URL(message.url, "http://127.0.0.1");
  const work = desk[`${message.method} ${pathname}`];
  const raw = await bytes(message);
  let [status, result] = [404, { error: "no such call" }];
  try {
    const given = { ...Object.fromEntries(searchParams), ...(raw.length > 0 ? JSON.parse(raw) : {}) };
    if (work) [status, result] = [200, await work(federation.createContext(new URL(ORIGIN)), given)];
  } catch (error) {
    console.error(error);
    [status, result] = [500, { error: String(error) }];
  }
  answer.writeHead(status, { "content-type": "application/json" });
  answer.end(JSON.stringify(result));
});

const listening = (server, port) => new Promise((done) => server.listen(port, HERE, done));
await listening(network, new URL(ORIGIN).port);
await listening(control, process.env.PEER_CONTROL_PORT);

// The test holds our standard input: when it ends, however it ends, so do we.
process.stdin.resume().on("end", () => process.exit(0));
