// The types of the operations on sessions, beside ListSessions, as ServiceStack's generator writes them for JavaScript.
// By hand, from the API's own descriptions; where a page names no answer's type, its members stand for it.
import { ListRequest, ListResponse } from "./dtos.mjs";

export class ActiveSessions {
    constructor(init) { Object.assign(this, init); }
    sessions = [];
}

export class GetMySessions {
    constructor(init) { Object.assign(this, init); }
    getTypeName() { return 'GetMySessions'; }
    getMethod() { return 'GET'; }
    createResponse() { return new ActiveSessions(); }
}

export class GetActiveSessions {
    constructor(init) { Object.assign(this, init); }
    getTypeName() { return 'GetActiveSessions'; }
    getMethod() { return 'GET'; }
    createResponse() { return new ActiveSessions(); }
}

export class AppGetActiveSessions {
    /** @param {{accountId?:string,customerId?:string,startDate?:string}} [init] */
    constructor(init) { Object.assign(this, init); }
    accountId;
    customerId;
    startDate;
    getTypeName() { return 'AppGetActiveSessions'; }
    getMethod() { return 'GET'; }
    createResponse() { return new ActiveSessions(); }
}

export class AppGetCallHistory extends ListRequest {
    /** @param {{accountId?:string,customerId?:string}} [init] */
    constructor(init) { super(init); Object.assign(this, init); }
    accountId;
    customerId;
    getTypeName() { return 'AppGetCallHistory'; }
    getMethod() { return 'GET'; }
    createResponse() { return new ListResponse(); }
}

export class SessionMembers {
    constructor(init) { Object.assign(this, init); }
    members = [];
}

export class GetSessionMembers {
    /** @param {{sessionId?:string}} [init] */
    constructor(init) { Object.assign(this, init); }
    sessionId;
    getTypeName() { return 'GetSessionMembers'; }
    getMethod() { return 'GET'; }
    createResponse() { return new SessionMembers(); }
}

export class ActiveCalls {
    constructor(init) { Object.assign(this, init); }
    calls = [];
}

export class GetActiveCalls {
    /** @param {{accountId?:string}} [init] */
    constructor(init) { Object.assign(this, init); }
    accountId;
    getTypeName() { return 'GetActiveCalls'; }
    getMethod() { return 'GET'; }
    createResponse() { return new ActiveCalls(); }
}

export class ChatTranscript {
    constructor(init) { Object.assign(this, init); }
    messages = [];
}

export class GetChatTranscript {
    /** @param {{sessionId?:string,includeHistorical?:boolean,historicalCutOffDate?:string}} [init] */
    constructor(init) { Object.assign(this, init); }
    sessionId;
    includeHistorical;
    historicalCutOffDate;
    getTypeName() { return 'GetChatTranscript'; }
    getMethod() { return 'GET'; }
    createResponse() { return new ChatTranscript(); }
}

export class ListFiles extends ListRequest {
    /** @param {{accountIds?:string[],sessionId?:string}} [init] */
    constructor(init) { super(init); Object.assign(this, init); }
    accountIds = [];
    sessionId;
    getTypeName() { return 'ListFiles'; }
    getMethod() { return 'GET'; }
    createResponse() { return new ListResponse(); }
}

export class DeleteSessions {
    /** @param {{accountId?:string,startDateTime?:string,endDateTime?:string}} [init] */
    constructor(init) { Object.assign(this, init); }
    accountId;
    startDateTime;
    endDateTime;
    getTypeName() { return 'DeleteSessions'; }
    getMethod() { return 'DELETE'; }
    createResponse() { }
}
