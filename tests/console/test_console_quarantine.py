"""The pages of the quarantine: a payload looked at, read again in the browser, forgotten, kept from who may not see."""

from __future__ import annotations

from datetime import UTC, datetime

import httpx
from console.conftest import put_reader
from console.test_console_frame import NODE
from console.test_console_hooks import a_hook, an_account
from playwright.sync_api import expect
from support.browsing import Reader, faults_of
from support.calling import PASSWORD
from support.filling import sent
from support.serving import Serving

from switchbook.console.payloads import LaidOut, laid_out
from switchbook.console.quarantine import PATH
from switchbook.model import identity
from switchbook.model.actor import Role
from switchbook.stores.contract import JournalEntry, Store

# What today's reader reads, though it was put into quarantine, as if an older one had not.
READABLE = b'{"version":1,"type":"started","leg":"quarantined-%d","from":"+18145550100","to":"+15035551234"}'


def quarantined(book: Store, account_id: str, payload: bytes) -> str:
    """The id of a payload put into quarantine for a test."""
    entry = JournalEntry(
        account_id=account_id,
        source="generic",
        key=identity.delivery_key(account_id, "generic", payload.decode()),
        digest=identity.payload_digest(payload),
        received=datetime.now(UTC),
        content_type="application/json",
        payload=payload,
        error="type: unknown to this version",
    )
    return str(book.write(lambda ledger: ledger.append(entry)).result())


def test_a_payload_is_looked_at_and_read_again_and_leads_to_its_session(
    reader: Reader, book: Store, keeper: httpx.Client
) -> None:
    account_id = an_account(keeper, "Replayed Account")
    payload_id = quarantined(book, account_id, READABLE % 1)
    reader.open(f"{PATH}?accountIds={account_id}")

    reader.page.get_by_text("1 payload", exact=True).wait_for()
    reader.page.locator("main [data-row] a").click()
    expect(reader.page.locator("#payload")).to_contain_text('"leg": "quarantined-1"')
    reader.page.get_by_role("button", name="Read it again").click()

    expect(reader.page.locator(".outcome")).to_have_text("1 is in the book now. 0 still cannot be read.")
    reader.page.locator("main [data-row] a").click()
    reader.page.wait_for_url("**/console/sessions/*")
    assert keeper.get(f"{PATH}/{payload_id}").status_code == 404


def test_all_that_pass_a_filter_are_read_again_and_what_cannot_be_is_told(book: Store, keeper: httpx.Client) -> None:
    account_id, other = an_account(keeper, "Replayed together"), an_account(keeper, "Not replayed")
    quarantined(book, account_id, READABLE % 2)
    broken, left = quarantined(book, account_id, b'{"version":1}'), quarantined(book, other, READABLE % 3)

    done = sent(keeper, f"{PATH}?accountIds={account_id}", f"{PATH}/replay")

    assert "<b>1</b> is in the book now. <b>1</b> still cannot be read" in done.text
    assert f"{PATH}/{broken}" in done.text
    assert keeper.get(f"{PATH}/{left}").status_code == 200


def test_a_payload_is_forgotten_only_when_it_was_asked(reader: Reader, book: Store, keeper: httpx.Client) -> None:
    payload_id = quarantined(book, an_account(keeper, "Forgetful Account"), b'{"version":1,"type":"odd"}')
    reader.open(f"{PATH}/{payload_id}")

    reader.page.get_by_role("button", name="Forget it…").click()
    reader.page.get_by_text("It is gone for good").wait_for()
    reader.page.get_by_role("button", name="Forget it", exact=True).click()

    reader.page.get_by_text("The payload is forgotten.").wait_for()
    assert keeper.get(f"{PATH}/{payload_id}").status_code == 404


def test_a_form_is_laid_out_as_its_fields_and_other_text_as_it_is() -> None:
    form = "application/x-www-form-urlencoded; charset=utf-8"

    assert laid_out("From=%2B1814&Body=", form) == LaidOut([("From", "+1814"), ("Body", "")], "")
    assert laid_out('{"a":1}', "application/json").text == '{\n  "a": 1\n}'
    assert laid_out("{broken", "application/json").text == "{broken"


def test_a_manager_sees_the_payloads_of_their_own_accounts_and_others_none(
    served: Serving, book: Store, keeper: httpx.Client
) -> None:
    own, other = an_account(keeper, "Payloads of ours"), an_account(keeper, "Payloads of theirs")
    quarantined(book, own, b'{"version":1,"type":"ours"}')
    hidden = quarantined(book, other, b'{"version":1,"type":"theirs"}')
    put_reader(book, "payloads@example.com", Role.Manager, accounts=frozenset({own}))
    put_reader(book, "no-payloads@example.com", Role.Customer, accounts=frozenset({own}))
    with httpx.Client(base_url=served.url, auth=("payloads@example.com", PASSWORD)) as manager:
        listed = manager.get(PATH).text

        assert "Payloads of ours" in listed
        assert "Payloads of theirs" not in listed
        assert manager.get(f"{PATH}/{hidden}").status_code == 404
    assert httpx.get(f"{served.url}{PATH}", auth=("no-payloads@example.com", PASSWORD)).status_code == 403


def test_a_hooks_light_says_what_became_of_the_last_delivery(reader: Reader, keeper: httpx.Client) -> None:
    hook = a_hook(keeper, an_account(keeper, "Amber Account"))
    known = {"authorization": "Bearer known"}
    address = f"{reader.url}/hooks/generic/{hook['id']}"

    httpx.post(address, content=b'{"version":1,"type":"nonsense"}', headers=known)
    reader.open(f"/console/hooks/{hook['id']}")
    expect(reader.page.locator(".light")).to_contain_text("ago, could not be read")
    reader.page.get_by_role("link", name="see quarantine").click()
    reader.page.get_by_text("1 payload", exact=True).wait_for()

    httpx.post(address, content=READABLE % 4, headers=known)
    reader.open(f"/console/hooks/{hook['id']}")
    expect(reader.page.locator(".light")).to_contain_text("ago, taken")


def test_its_pages_have_no_serious_fault_for_those_who_cannot_see(
    reader: Reader, book: Store, keeper: httpx.Client
) -> None:
    axe = (NODE / "axe-core" / "axe.min.js").read_text()
    payload_id = quarantined(book, an_account(keeper, "Seen Payloads"), b'{"version":1,"type":"seen"}')

    for path in (PATH, f"{PATH}/{payload_id}"):
        reader.open(path)
        assert faults_of(reader.page, axe) == []
    reader.page.get_by_role("button", name="Read it again").click()
    reader.page.get_by_text("still cannot be read").first.wait_for()
    assert faults_of(reader.page, axe) == []
