"""ServiceStack's own clients list sessions: every parameter in their own spelling, page by page."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from clients.foreign import ForeignClient, Wire
from support.calling import bearer
from support.sessions import numbered
from support.small_book import AWKWARD, AWKWARD_ENDPOINT, AWKWARD_FROM, AWKWARD_LOG, LIVE, Book

from switchbook.api.types import ListSessions, descriptions, extensions

NEWEST_FIRST = [26, *range(30, 26, -1), *range(25, 0, -1)]
CASES: list[tuple[dict[str, Any], list[int]]] = [
    ({}, NEWEST_FIRST[:25]),
    ({"page": 1}, NEWEST_FIRST[25:]),
    ({"countPerPage": 3, "page": 2}, NEWEST_FIRST[6:9]),
    ({"all": True}, NEWEST_FIRST),
    ({"all": False, "searchArchive": False, "simplifiedPaging": False, "countPerPage": 2}, NEWEST_FIRST[:2]),
    ({"countPerPage": 2, "simplifiedPaging": True}, NEWEST_FIRST[:2]),
    ({"searchArchive": True}, [32, 31]),
    ({"specificIds": [numbered(5), numbered(3), "unknown", "d,e f+g"]}, [5, 3]),
    ({"specificIds": [numbered(31)]}, []),
    ({"accountIds": ["south"]}, [30]),
    ({"accountIds": ["south", "north"], "countPerPage": 2}, [26, 30]),
    ({"customerIds": ["acme"]}, [AWKWARD]),
    ({"customerIds": ["works", "_"], "countPerPage": 4}, [26, 30, 29, 28]),
    ({"endpointIds": [AWKWARD_ENDPOINT]}, [AWKWARD]),
    ({"endpointIds": ["unknown", AWKWARD_ENDPOINT]}, [AWKWARD]),
    ({"startDate": "2026-05-10"}, [26]),
    ({"startDate": "2026-05-09", "endDate": "2026-05-10", "countPerPage": 1}, [30]),
    ({"startDate": "2026-05-09T12:28:00Z", "endDate": "2026-05-09T14:30:00+02:00"}, [29, 28]),
    ({"from": AWKWARD_FROM}, [AWKWARD]),
    ({"from": "+1 (503) 555-1007"}, [7]),
    ({"from": "ANNA@"}, [30]),
    ({"to": "Team@Example"}, [30]),
    ({"log": AWKWARD_LOG}, [AWKWARD]),
    ({"log": "GRÜSSE"}, []),
    ({"log": "GRÜßE 日本"}, [AWKWARD]),
    ({"parentSessionId": numbered(1)}, [29]),
    ({"sortField": "fromAddress", "sortOrder": "Descend", "countPerPage": 2}, [30, 26]),
    ({"sortField": "FROMADDRESS", "countPerPage": 2}, [28, 1]),
    ({"sortField": "dateCreated", "sortOrder": "Ascend", "countPerPage": 2}, [1, 2]),
]


@pytest.fixture(autouse=True)
def _signed_in(client: ForeignClient, book: Book) -> None:
    client.show_key(book.key)


def numbers(answer: Wire) -> list[int]:
    """The numbers of the sessions in this answer."""
    return [int(item["id"], 16) for item in answer["items"]]


@pytest.mark.parametrize(("parameters", "wanted"), CASES, ids=lambda value: str(value)[:60])
def test_every_parameter_arrives(client: ForeignClient, parameters: dict[str, Any], wanted: list[int]) -> None:
    assert numbers(client.list(**parameters)) == wanted


@pytest.mark.parametrize("base_path", ["api", ""])
def test_every_parameter_arrives_in_a_body(client: ForeignClient, base_path: str) -> None:
    client.use_base_path(base_path)

    assert [numbers(client.list_posted(**parameters)) for parameters, _ in CASES] == [wanted for _, wanted in CASES]


def test_a_comma_inside_an_element_arrives_in_a_body(client: ForeignClient) -> None:
    assert numbers(client.list_posted(specificIds=[f"{numbered(5)},{numbered(4)}", numbered(3)])) == [3]


@pytest.mark.parametrize("base_path", ["api", ""])
def test_a_batch_answers_in_the_order_asked(client: ForeignClient, base_path: str) -> None:
    client.use_base_path(base_path)

    asked = [(parameters, wanted) for parameters, wanted in CASES if not parameters.get("all")]

    answers = client.list_batch(*(parameters for parameters, _ in asked))

    assert [numbers(answer) for answer in answers] == [wanted for _, wanted in asked]
    assert answers[0] == client.list()


def test_no_parameter_is_left_out() -> None:
    assert {name for parameters, _ in CASES for name in parameters} == set(descriptions(ListSessions)) - extensions(
        ListSessions
    )


def test_pages_end_where_the_sessions_end(client: ForeignClient) -> None:
    pages, more = [], True
    while more:
        answer = client.list(countPerPage=7, page=len(pages), sortField="dateCreated", sortOrder="Descend")
        pages.append(numbers(answer))
        assert (answer["totalCount"], answer["totalPages"]) == (LIVE, 5)
        more = answer["hasMorePages"]

    assert [len(page) for page in pages] == [7, 7, 7, 7, 2]
    assert [number for page in pages for number in page] == NEWEST_FIRST


def test_simplified_paging_goes_on_until_there_is_no_more(client: ForeignClient) -> None:
    answers = [client.list(countPerPage=16, page=page, simplifiedPaging=True) for page in range(3)]

    assert [len(answer["items"]) for answer in answers] == [16, 14, 0]
    assert [answer["hasMorePages"] for answer in answers] == [True, False, False]
    assert {(answer["totalCount"], answer["totalPages"]) for answer in answers} == {(0, 0)}


def test_what_a_client_reads_is_what_was_sent(client: ForeignClient, book: Book) -> None:
    query = {"specificIds": numbered(AWKWARD)}
    sent = httpx.get(f"{book.url}/sessions.json", params=query, headers=bearer(book.key)).json()

    assert client.list(**query) == sent
    assert sent["items"][0]["fromAddress"] == AWKWARD_FROM
    assert sent["items"][0]["log"][1]["message"] == AWKWARD_LOG


def test_parameters_beside_a_path_arrive(client: ForeignClient) -> None:
    assert numbers(client.list_by_path("/sessions", endpointIds=[AWKWARD_ENDPOINT], countPerPage=5)) == [AWKWARD]
    assert numbers(client.list_by_path("/sessions.json", log=AWKWARD_LOG, all=True)) == [AWKWARD]
