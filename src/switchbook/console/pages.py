"""The table of pages, in the order of the navigation."""

from __future__ import annotations

from switchbook.console.account_keeping import ACCOUNT_KEEPING
from switchbook.console.accounts import ACCOUNT, ACCOUNTS
from switchbook.console.archive import ARCHIVE
from switchbook.console.audit import AUDIT
from switchbook.console.board import BOARD
from switchbook.console.choosing import CHOOSING
from switchbook.console.customer_keeping import CUSTOMER_KEEPING
from switchbook.console.customers import CUSTOMER, CUSTOMERS
from switchbook.console.endpoint_keeping import ENDPOINT_KEEPING
from switchbook.console.endpoints import ENDPOINT, ENDPOINTS
from switchbook.console.hook_keeping import HOOK_KEEPING
from switchbook.console.hooks import HOOK, HOOKS
from switchbook.console.key_keeping import KEY_KEEPING
from switchbook.console.keys import KEY, KEYS
from switchbook.console.me import ME
from switchbook.console.month import MONTH
from switchbook.console.overview import OVERVIEW
from switchbook.console.page import Page
from switchbook.console.quarantine import QUARANTINE
from switchbook.console.session import SESSION
from switchbook.console.session_doing import SESSION_DOINGS
from switchbook.console.session_events import SESSION_EVENTS
from switchbook.console.sessions import SESSIONS
from switchbook.console.user_keeping import USER_KEEPING
from switchbook.console.users import USER, USERS

HOME = "/console/sessions"

PAGES: tuple[Page, ...] = (
    *SESSIONS,
    *BOARD,
    *SESSION,
    *SESSION_DOINGS,
    *SESSION_EVENTS,
    *OVERVIEW,
    *ACCOUNTS,
    *ACCOUNT_KEEPING,
    *ACCOUNT,
    *CUSTOMERS,
    *CUSTOMER_KEEPING,
    *CUSTOMER,
    *ENDPOINTS,
    *ENDPOINT_KEEPING,
    *ENDPOINT,
    *USERS,
    *USER_KEEPING,
    *USER,
    *ME,
    *KEYS,
    *KEY_KEEPING,
    *KEY,
    *HOOKS,
    *HOOK_KEEPING,
    *HOOK,
    *QUARANTINE,
    *ARCHIVE,
    *AUDIT,
    *CHOOSING,
    *MONTH,
)
