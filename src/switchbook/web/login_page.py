"""The page people sign in on: plain HTML that needs no script, and where it may send them afterwards."""

from __future__ import annotations

import base64
import hashlib
from html import escape
from urllib.parse import quote

from starlette.responses import HTMLResponse

PATH, LEAVE = "/login", "/logout"
# Where a login leads that was asked for by no page.
HOME = "/console"

_STYLE = """
:root { color-scheme: light dark; --ink: #1c2430; --paper: #f4f5f7; --card: #fff; --line: #8a94a3; --mark: #0b5cad;
  --wrong: #a3161c; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8ebf0; --paper: #14181f; --card: #1e242d; --line: #79869a;
  --mark: #7cb8f5; --wrong: #ff9a9a; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1rem; background: var(--paper);
  color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
main { width: 100%; max-width: 23rem; background: var(--card); padding: 2rem; border-radius: .75rem;
  border: 1px solid color-mix(in srgb, var(--line) 40%, transparent); }
h1 { margin: 0 0 .25rem; font-size: 1.5rem; }
main > p { margin: 0 0 1.25rem; }
label { display: block; margin: 1rem 0 .25rem; font-weight: 600; }
input[type=text], input[type=password] { width: 100%; padding: .6rem .7rem; font: inherit; color: inherit;
  background: transparent; border: 1px solid var(--line); border-radius: .4rem; }
.choice { display: flex; gap: .5rem; align-items: center; font-weight: 400; }
button { width: 100%; margin-top: 1.5rem; padding: .7rem; font: inherit; font-weight: 600; color: var(--card);
  background: var(--mark); border: 0; border-radius: .4rem; cursor: pointer; }
:focus-visible { outline: 3px solid var(--mark); outline-offset: 2px; }
[role=alert] { padding: .6rem .8rem; color: var(--wrong); border-left: 4px solid var(--wrong); }
"""
_STYLE_DIGEST = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_POLICY = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_DIGEST}'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<main>
<h1>Switchbook</h1>
<p>Sign in to see the book.</p>
{alert}<form method="post" action="{path}">
<input type="hidden" name="redirect" value="{redirect}">
<label for="userName">E-mail address</label>
<input type="text" inputmode="email" id="userName" name="userName" value="{user_name}" autocomplete="username"
 autocapitalize="none" spellcheck="false" required{described}{focus_name}>
<label for="password">Password</label>
<input type="password" id="password" name="password" autocomplete="current-password" required{described}{focus_word}>
<label class="choice"><input type="checkbox" name="rememberMe" value="true"{remembered}> Keep me signed in</label>
<button type="submit">Sign in</button>
</form>
</main>
</body>
</html>
"""


def page(
    redirect: str, *, wrong: str = "", user_name: str = "", remember: bool = False, status: int = 200
) -> HTMLResponse:
    """The page; `wrong` is shown above the form and read out by screen readers."""
    html = _PAGE.format(
        title="Sign in failed · Switchbook" if wrong else "Sign in · Switchbook",
        style=_STYLE,
        alert=f'<p role="alert" id="wrong">{escape(wrong)}</p>\n' if wrong else "",
        path=PATH,
        redirect=escape(redirect),
        user_name=escape(user_name),
        described=' aria-describedby="wrong" aria-invalid="true"' if wrong else "",
        focus_name="" if user_name else " autofocus",
        focus_word=" autofocus" if user_name else "",
        remembered=" checked" if remember else "",
    )
    headers = {"content-security-policy": _POLICY, "cache-control": "no-store"}
    return HTMLResponse(html, status, headers)


def address(path: str, query: bytes) -> str:
    """The address of the page that leads back to this path and query."""
    back = quote(path, safe="/") + (f"?{query.decode('ascii', 'replace')}" if query else "")
    return f"{PATH}?redirect={quote(back, safe='/')}"


def within(redirect: str) -> str:
    """The address if it stays on this server, else HOME.

    Browsers read `\\` as `/`, drop tabs and line breaks, and go to another server for `//there`.
    """
    stays = redirect.startswith("/") and not redirect.startswith("//") and "\\" not in redirect
    return quote(redirect, safe="/?&=%+,:;@!$'()*~#[]") if stays and redirect.isprintable() else HOME
