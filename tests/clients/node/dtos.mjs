// The types of ListSessions as ServiceStack's generator writes them for JavaScript, from the API page.
// By hand: `createResponse` on ListSessions, which the page leaves out. Authenticate is ServiceStack's own operation.

export class ListResponse {
    /** @param {{items?:object[],totalCount?:number,totalPages?:number,hasMorePages?:boolean}} [init] */
    constructor(init) { Object.assign(this, init); }
    items = [];
    totalCount;
    totalPages;
    hasMorePages;
}

export class ListRequest {
    /** @param {{page?:number,all?:boolean,countPerPage?:number,specificIds?:string[],sortField?:string,sortOrder?:string,simplifiedPaging?:boolean}} [init] */
    constructor(init) { Object.assign(this, init); }
    page;
    all;
    countPerPage;
    specificIds = [];
    sortField;
    sortOrder;
    simplifiedPaging;
}

export class ListSessions extends ListRequest {
    /** @param {{accountIds?:string[],searchArchive?:boolean,startDate?:string,endDate?:string,customerIds?:string[],endpointIds?:string[],from?:string,to?:string,log?:string,parentSessionId?:string}} [init] */
    constructor(init) { super(init); Object.assign(this, init); }
    accountIds = [];
    searchArchive;
    startDate;
    endDate;
    customerIds = [];
    endpointIds = [];
    from;
    to;
    log;
    parentSessionId;
    getTypeName() { return 'ListSessions'; }
    getMethod() { return 'GET'; }
    createResponse() { return new ListResponse(); }
}

export class AuthenticateResponse {
    /** @param {{userId?:string,sessionId?:string,userName?:string,displayName?:string,roles?:string[],permissions?:string[]}} [init] */
    constructor(init) { Object.assign(this, init); }
    userId;
    sessionId;
    userName;
    displayName;
    roles = [];
    permissions = [];
}

export class Authenticate {
    /** @param {{provider?:string,userName?:string,password?:string,rememberMe?:boolean}} [init] */
    constructor(init) { Object.assign(this, init); }
    provider;
    userName;
    password;
    rememberMe;
    getTypeName() { return 'Authenticate'; }
    getMethod() { return 'POST'; }
    createResponse() { return new AuthenticateResponse(); }
}
