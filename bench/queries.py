"""The mix of questions: for each class at least thirty different ones, drawn from the data."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import cycle, islice, product

import msgspec

from bench.material import Material
from bench.peers import Question
from bench.walks import PER_GROUP, WALKS

Asked = dict[str, str]


class Group(msgspec.Struct, frozen=True):
    """A class of questions: its name, what it asks in words, and who draws them."""

    name: str
    says: str
    draw: Callable[[Material], Iterator[Asked]]


def questions(material: Material, groups: Sequence[str] | None = None) -> list[Question]:
    """All questions, class after class. Every class draws by itself, so leaving one out changes no other."""
    found: list[Question] = []
    for group in GROUPS:
        if groups is None or group.name in groups:
            material.luck.seed(f"{material.data.seed}/{group.name}")
            drawn = {tuple(asked.items()): asked for asked in islice(group.draw(material), 4 * PER_GROUP)}
            found += [_question(group.name, asked) for asked in islice(drawn.values(), PER_GROUP)]
    return found


def _question(group: str, asked: Asked) -> Question:
    shelf = {} if group.startswith("L") else {"searchArchive": "true"}
    return Question(group, shelf | asked)


def _pages(most: int) -> Callable[[Material], Iterator[Asked]]:
    return lambda material: ({"page": str(page)} for page in range(most))


def _accounts(which: str, extra: Callable[[Material], Asked]) -> Callable[[Material], Iterator[Asked]]:
    """Accounts of a kind in turn (`huge`, `medium`, `resellers`, `all`), each with something more."""

    def draw(material: Material) -> Iterator[Asked]:
        scopes: Sequence[Asked] = [{}]
        if which == "resellers":
            scopes = [{"accountIds": ",".join(ids)} for ids in material.resellers]
        elif which != "all":
            scopes = [{"accountIds": account} for account in getattr(material, which)]
        return (scope | extra(material) for scope in cycle(scopes))

    return draw


def _paged(which: str, first: Callable[[Material, str], int]) -> Callable[[Material], Iterator[Asked]]:
    """Pages of the accounts of a kind, from a page on."""

    def draw(material: Material) -> Iterator[Asked]:
        for step, account in product(range(PER_GROUP), getattr(material, which)):
            yield {"accountIds": account, "page": str(first(material, account) + step)}

    return draw


def _thousandth(material: Material, account: str) -> int:
    return max(0, min(1_000, material.sizes[account] // 25 - PER_GROUP))


def _all_thousandth(material: Material) -> Iterator[Asked]:
    first = max(0, min(1_000, len(material.archived) // 25 - PER_GROUP))
    return ({"page": str(first + step)} for step in range(PER_GROUP))


def _addressed(which: str, parameter: str, length: int) -> Callable[[Material], Iterator[Asked]]:
    """Runs of digits that stand in addresses of the accounts asked."""

    def draw(material: Material) -> Iterator[Asked]:
        name = f"{parameter}_address"
        if which == "all":
            return ({parameter: run} for run in material.digits(None, name, length, PER_GROUP))
        if which == "partial":
            runs = material.digits(None, name, length, PER_GROUP)
            return (scope | {parameter: run} for scope, run in zip(_partial(material), runs, strict=False))
        accounts: Sequence[str] = getattr(material, which)
        runs_of = {account: material.digits(account, name, length, PER_GROUP) for account in accounts}
        return (
            {"accountIds": account, parameter: runs_of[account][at]}
            for at, account in product(range(PER_GROUP), accounts)
            if at < len(runs_of[account])
        )

    return draw


def _logged(
    which: str, needles: str, extra: Callable[[Material], Asked] = lambda _: {}
) -> Callable[[Material], Iterator[Asked]]:
    """Needles for the log; where there are too few of them, pages further on."""

    def draw(material: Material) -> Iterator[Asked]:
        words: Sequence[str] = getattr(material, needles)
        paged = (
            {"log": word} | ({"page": str(page)} if page else {}) for page, word in product(range(PER_GROUP), words)
        )
        scopes = _partial(material) if which == "partial" else _accounts(which, lambda _: {})(material)
        return (scope | asked | extra(material) for scope, asked in zip(scopes, paged, strict=False))

    return draw


def _short(length: int) -> Callable[[Material], Iterator[Asked]]:
    return lambda material: (
        {"log": piece} | ({"page": str(page)} if page else {})
        for page, piece in product(range(PER_GROUP), material.pieces(length))
    )


def _partial(material: Material) -> Iterator[Asked]:
    """Lists of 300 to 990 accounts of all sizes."""
    for size in cycle((300, 450, 600, 750, 900, 990)):
        accounts = material.luck.sample(material.by_size, min(size, len(material.by_size)))
        yield {"accountIds": ",".join(accounts)}


def _sorted(which: str, fields: Sequence[str]) -> Callable[[Material], Iterator[Asked]]:
    def draw(material: Material) -> Iterator[Asked]:
        ways = [{"sortField": field, "sortOrder": order} for field, order in product(fields, ("Ascend", "Descend"))]
        scopes = _partial(material) if which == "partial" else _accounts(which, lambda _: {})(material)
        # Not in step with the accounts, so that each meets every way.
        return (scope | ways[(at + 2 * (at // 5)) % len(ways)] for at, scope in enumerate(scopes))

    return draw


def _listed(parameter: str, name: str) -> Callable[[Material], Iterator[Asked]]:
    return lambda material: ({parameter: value} for value in material.values_of(name, PER_GROUP))


_COLUMNED = ("dateCompleted", "fromAddress", "toAddress", "outcome", "channel")
_MONTH = 30

GROUPS: tuple[Group, ...] = (
    Group("Q1", "one medium account", _accounts("medium", lambda _: {})),
    Group("Q2", "one huge account, its first pages", _paged("huge", lambda *_: 0)),
    Group("Q3", "all accounts, the first pages", _pages(PER_GROUP)),
    Group("Q3b", "a reseller with all accounts below", _accounts("resellers", lambda _: {})),
    Group("Q4a", "medium account, 30 days", _accounts("medium", lambda m: m.days(_MONTH))),
    Group("Q4b", "huge account, 30 days", _accounts("huge", lambda m: m.days(_MONTH))),
    Group("Q4c", "all accounts, 30 days", _accounts("all", lambda m: m.days(_MONTH))),
    Group("P", "300 to 990 accounts", _partial),
    Group("Q5a", "huge account, From has 7 digits", _addressed("huge", "from", 7)),
    Group("Q5b", "all accounts, From has 7 digits", _addressed("all", "from", 7)),
    Group("Pf", "300 to 990 accounts, From has 7 digits", _addressed("partial", "from", 7)),
    Group("Q6a", "huge account, From has 3 digits", _addressed("huge", "from", 3)),
    Group("Q6b", "all accounts, From has 3 digits", _addressed("all", "from", 3)),
    Group("Q6c", "medium account, From has 3 digits", _addressed("medium", "from", 3)),
    Group("Q6d", "all accounts, To has 7 digits", _addressed("all", "to", 7)),
    Group("Q7a", "huge account, rare word", _logged("huge", "rare_words")),
    Group("Q7b", "all accounts, rare word", _logged("all", "rare_words")),
    Group("Q7c", "all accounts, a call's identifier", _logged("all", "sids")),
    Group("Q7d", "all accounts, middling word", _logged("all", "middling_words")),
    Group("Q8a", "huge account, common word", _logged("huge", "common_words")),
    Group("Q8b", "all accounts, common word", _logged("all", "common_words")),
    Group("Q8c", "medium account, common word", _logged("medium", "common_words")),
    Group("Q8d", "all accounts, several common words", _logged("all", "common_phrases")),
    Group("Pl", "300 to 990 accounts, middling word", _logged("partial", "middling_words")),
    Group("N1", "all accounts, one letter", _short(1)),
    Group("N2", "all accounts, two letters", _short(2)),
    Group("N3", "all accounts, three letters", _short(3)),
    Group("Q9a", "huge account, 30 days, common word", _logged("huge", "common_words", lambda m: m.days(_MONTH))),
    Group("Q9b", "reseller, 90 days, common word", _logged("resellers", "common_words", lambda m: m.days(90))),
    Group("Q10", "50 ids", _accounts("all", lambda m: {"specificIds": ",".join(m.ids(50)), "countPerPage": "50"})),
    Group("Q11", "huge account by another field", _sorted("huge", _COLUMNED)),
    Group("Q11b", "medium account by another field", _sorted("medium", (*_COLUMNED, "fromName", "destination"))),
    Group("Ps", "300 to 990 accounts by outcome", _sorted("partial", ("outcome",))),
    Group("Q12a", "huge account, page 1,000", _paged("huge", _thousandth)),
    Group("Q12b", "all accounts, page 1,000", _all_thousandth),
    Group("Q15", "a customer with all below", _listed("customerIds", "customer_id")),
    Group("Q15b", "an endpoint", _listed("endpointIds", "endpoint_id")),
    Group("Q16", "a parent's sessions", lambda m: ({"parentSessionId": each} for each in m.parents(PER_GROUP))),
    Group("L1", "live shelf, all accounts", _pages(PER_GROUP)),
    Group("L2", "live shelf, huge account", _paged("huge", lambda *_: 0)),
)  # fmt: skip
NAMES = {group.name: group.says for group in GROUPS} | {walk.name: walk.says for walk in WALKS}
