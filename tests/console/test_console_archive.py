"""The pages of the archive: how accounts stand, days set and ranges deleted only after it was told what goes."""

from __future__ import annotations

import httpx
from console.conftest import put_reader
from console.test_console_frame import NODE
from console.test_console_hooks import a_hook, an_account
from support.browsing import Reader, faults_of
from support.calling import PASSWORD
from support.filling import sent
from support.serving import Serving

from switchbook.console.archive import PATH
from switchbook.model.actor import Role
from switchbook.stores.contract import Store


def an_account_with_old_calls(keeper: httpx.Client, name: str) -> str:
    """The id of an account with a call that ended in 2001, and one that did in 2003."""
    account_id = an_account(keeper, name)
    hook = a_hook(keeper, account_id)
    events = [
        {"version": 1, "type": kind, "leg": f"{name} {year}", "at": f"{year}-05-01T12:00:0{second}Z", **more}
        for year in (2001, 2003)
        for second, (kind, more) in enumerate([("started", {"from": "101", "to": "102"}), ("ended", ENDED)])
    ]
    answer = keeper.post(
        f"/hooks/generic/{hook['id']}", json=events, headers={"authorization": "Bearer known"}, auth=None
    )
    assert answer.json()["taken"] == 4
    return account_id


ENDED = {"ending": "completed"}


def sessions_of(keeper: httpx.Client, account_id: str) -> int:
    """How many sessions an account has."""
    return int(keeper.get(f"/sessions.json?accountIds={account_id}&searchAll=true").json()["totalCount"])


def test_a_range_is_counted_asked_about_and_deleted(reader: Reader, keeper: httpx.Client) -> None:
    account_id = an_account_with_old_calls(keeper, "Range Account")
    reader.open(PATH)
    reader.page.get_by_role("link", name="Range Account").click()

    reader.page.get_by_label("First day").fill("2001-01-01")
    reader.page.get_by_label("Last day").fill("2001-12-31")
    reader.page.get_by_role("button", name="Count them, then ask…").click()
    reader.page.get_by_role("heading", name="Delete 1 session of Range Account?").wait_for()
    assert sessions_of(keeper, account_id) == 2
    reader.page.get_by_role("button", name="Delete 1 session").click()

    reader.page.get_by_text("1 session is deleted.").wait_for()
    assert sessions_of(keeper, account_id) == 1


def test_how_long_sessions_are_kept_is_set_only_after_it_was_told_what_goes(keeper: httpx.Client) -> None:
    account_id = an_account_with_old_calls(keeper, "Kept Account")
    path = f"{PATH}/{account_id}"

    asked = sent(keeper, path, f"{path}/keep", retentionDays="30")
    assert "<b>2</b> sessions that are older will be deleted" in asked.text
    assert "retentionDays" not in keeper.get(f"/accounts/{account_id}.json").json()

    wrong = sent(keeper, path, f"{path}/keep", retentionDays="-1")
    forever = sent(keeper, path, f"{path}/keep", retentionDays="0", sure="yes")
    assert (wrong.status_code, forever.status_code) == (400, 303)
    assert keeper.get(f"/accounts/{account_id}.json").json()["retentionDays"] == 0
    assert "kept for ever" in keeper.get(path).text


def test_an_end_before_the_start_is_told_and_what_was_typed_is_kept(keeper: httpx.Client) -> None:
    path = f"{PATH}/{an_account(keeper, 'Backwards Account')}"

    answer = sent(keeper, path, f"{path}/delete", startDate="2002-02-02", endDate="2001-01-01")

    assert answer.status_code == 400
    assert 'value="2002-02-02"' in answer.text


def test_a_manager_sees_their_own_accounts_sets_no_days_and_an_agent_sees_nothing(
    served: Serving, book: Store, keeper: httpx.Client
) -> None:
    own, other = an_account(keeper, "Archive of ours"), an_account(keeper, "Archive of theirs")
    put_reader(book, "archive@example.com", Role.Manager, accounts=frozenset({own}))
    put_reader(book, "no-archive@example.com", Role.User, accounts=frozenset({own}))
    with httpx.Client(base_url=served.url, auth=("archive@example.com", PASSWORD)) as manager:
        listed, one = manager.get(PATH).text, manager.get(f"{PATH}/{own}").text

        assert "Archive of ours" in listed
        assert "Archive of theirs" not in listed
        assert "Delete a range" in one
        assert "Days from creation" not in one
        assert manager.get(f"{PATH}/{other}").status_code in (403, 404)
    assert httpx.get(f"{served.url}{PATH}", auth=("no-archive@example.com", PASSWORD)).status_code == 403


def test_its_pages_have_no_serious_fault_for_those_who_cannot_see(reader: Reader, keeper: httpx.Client) -> None:
    axe = (NODE / "axe-core" / "axe.min.js").read_text()
    account_id = an_account_with_old_calls(keeper, "Seen Archive")

    for path in (PATH, f"{PATH}/{account_id}"):
        reader.open(path)
        assert faults_of(reader.page, axe) == []
    reader.page.get_by_label("Days from creation").fill("30")
    reader.page.get_by_role("button", name="Set it…").click()
    reader.page.get_by_role("heading", name="Keep sessions of Seen Archive 30 days?").wait_for()
    assert faults_of(reader.page, axe) == []
