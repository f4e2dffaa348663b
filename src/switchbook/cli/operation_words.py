"""What an operation is called on the command line, and an example of it: from its name, its route and its members."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import msgspec

from switchbook.api.operation import Operation
from switchbook.api.types import secret_members
from switchbook.cli.parameters import option_of

_NOUNS: Mapping[str, str] = {
    "accounts": "Tenants, and the tree they form.",
    "audit": "Who changed which record, when, and what it was before and after.",
    "auth": "Signing in for somebody.",
    "calls": "Calls under way.",
    "customers": "Client companies of accounts.",
    "endpoints": "What sends or receives: numbers, people, teams, trunks.",
    "files": "Recordings, voicemails and faxes of sessions.",
    "preferences": "What clients keep for a user; for users who sign in at a server alone.",
    "phone-numbers": "What phone numbers do beside calls.",
    "portal": "What the portal of a customer shows.",
}
# Words of names that say nothing which the noun does not say.
_SILENT = frozenset({"app", "lines"})
_ID = "5f1d7e0c9a3b4d2e8f60a1b2"
# By wire name: what an example gives.
_GIVEN: Mapping[str, str] = {
    "accountIds": "north",
    "accountId": "north",
    "name": "'Acme Dental'",
    "displayName": "'Front desk'",
    "emailAddress": "ann@example.com",
    "userEmailAddress": "ann@example.com",
    "firstName": "Ann",
    "isStaging": "true",
    "isFax": "true",
    "disabled": "true",
    "graceHours": "24",
    "timeZone": "Europe/Berlin",
    "number": "+15035551234",
    "text": "'called back'",
    "recordId": _ID,
}
_MOST_GIVEN = 2


def noun_of(operation: Operation) -> str:
    """The group that an operation's command is in: the first word of its route."""
    return operation.route.split("/")[1]


def nouns_of(nouns: Iterable[str]) -> Mapping[str, str]:
    """Groups, each with what it is about."""
    return {noun: _NOUNS.get(noun, f"What the API does to {noun}.") for noun in sorted(nouns)}


def path_of(operation: Operation) -> str:
    """The words that call an operation: `customers patch` is PatchCustomer, `customers create` NewCustomer."""
    noun = noun_of(operation)
    about = {word for part in noun.split("-") for word in (part, part.removesuffix("s"))} | _SILENT
    first, *others = [word.lower() for word in re.findall(r"[A-Z][a-z0-9]*", operation.name) if word.lower() != "app"]
    rest = [word for word in others if word not in about]
    verb = {"new": "create"}.get(first, first)
    return f"{noun} {'-'.join(rest if first in ('get', 'list') and rest else [verb, *rest])}"


def example_of(operation: Operation) -> str:
    """An example of an operation's command."""
    in_route = re.findall(r"\{(\w+)\}", operation.route)
    words = ["switchbook", path_of(operation), *(_ID for _ in in_route)]
    wires = [field.encode_name for field in msgspec.structs.fields(operation.request)]
    given = [wire for wire in _GIVEN if wire in wires and wire not in in_route][:_MOST_GIVEN]
    words += [word for wire in given for word in (option_of(wire), _GIVEN[wire])]
    secrets = [wire for wire in secret_members(operation.request) if not wire.startswith("old")]
    words += [f"{option_of(wire)}-stdin < {option_of(wire)[2:]}.txt" for wire in secrets]
    return " ".join(words)
