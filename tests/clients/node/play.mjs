// Takes steps as lines of JSON, plays each on npm's client, and tells in a line of JSON what came of it.
import { createInterface } from "node:readline";
import { JsonServiceClient } from "@servicestack/client";
import { Authenticate, ListSessions } from "./dtos.mjs";

let client;
let status = null;
let types = {};

const steps = {
    begin: ({ url }) => {
        client = new JsonServiceClient(url);
        client.exceptionFilter = (response) => { status = response?.status ?? null; };
    },
    signIn: (given) => client.post(new Authenticate({ provider: "credentials", ...given })),
    signOut: () => client.post(new Authenticate({ provider: "logout" })),
    whoAmI: () => client.get("/auth/status"),
    showBasic: ({ userName, password }) => { client.setCredentials(userName, password); },
    showKey: ({ key }) => { client.bearerToken = key; },
    showSession: ({ header, id }) => { client.headers.set(header, id); },
    useBasePath: ({ path }) => { client.basePath = path; },
    forgetCookies: () => { client.cookies = {}; },
    cookieHeader: () => client.headers.get("Cookie"),
    learn: async ({ url }) => { types = await import(url); },
    call: async ({ operation, given }) => {
        const request = new types[operation](given);
        const answer = await client.send(request);
        const declared = request.createResponse();
        return { answer: answer ?? null, strange: Object.keys(answer ?? {}).filter((member) => !(member in (declared ?? {}))) };
    },
    list: (given) => client.get(new ListSessions(given)),
    listPosted: (given) => client.post(new ListSessions(given)),
    listByPath: ({ path, query }) => client.get(path, query),
    listBatch: ({ requests }) => client.sendAll(requests.map((given) => new ListSessions(given))),
};

for await (const line of createInterface({ input: process.stdin })) {
    const { step, given } = JSON.parse(line);
    let told;
    try {
        told = { answer: (await steps[step](given)) ?? null };
    } catch (error) {
        told = { refused: { status, responseStatus: error.responseStatus ?? { message: String(error) } } };
    }
    console.log(JSON.stringify(told));
}
