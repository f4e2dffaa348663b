"""The frame of every page made of an answer: its head, its one style, and the policy that allows nothing else."""

from __future__ import annotations

import base64
import hashlib

from switchbook.formats.markup import content

_STYLE = """
:root { color-scheme: light dark; --ink: #1c2430; --paper: #fff; --band: #f4f5f7; --line: #c9ced6; --mark: #0b5cad; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8ebf0; --paper: #14181f; --band: #1e242d; --line: #3d4653;
  --mark: #7cb8f5; } }
body { margin: 0; padding: 1rem; background: var(--paper); color: var(--ink); font: .875rem/1.4 system-ui, sans-serif; }
h1 { margin: 0 0 .5rem; font-size: 1.25rem; }
a, summary { color: var(--mark); }
nav { display: flex; flex-wrap: wrap; gap: .25rem 1rem; margin: .5rem 0; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; }
caption { text-align: left; padding: .25rem 0; }
th, td { padding: .2rem .6rem .2rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line);
  overflow-wrap: break-word; max-width: 40rem; white-space: pre-wrap; }
.list > thead th, .list > tbody > tr > td:not(:first-child) { white-space: pre; }
.list > thead th { position: sticky; top: 0; background: var(--band); }
td table { margin: .2rem 0; font-size: .8125rem; }
td td:first-child { white-space: pre; }
:focus-visible { outline: 3px solid var(--mark); outline-offset: 2px; }
"""
_DIGEST = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
POLICY = (
    f"default-src 'none'; style-src 'sha256-{_DIGEST}'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
_HEAD = (
    '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    "<title>{title} · Switchbook</title>\n<style>{style}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n"
)
FOOT = "</main>\n</body>\n</html>\n"


def head(title: str) -> str:
    """All that comes before the content of a page; the title is also its heading."""
    return _HEAD.format(title=content(title), style=_STYLE)
