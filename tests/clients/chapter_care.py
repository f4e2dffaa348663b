"""Chapters on the ways in of an account, on its checks, and on who did what."""

from __future__ import annotations

from base64 import b64encode

import httpx
from clients.chapter_sessions import new_call
from clients.chapters import calls, ids, new_account, refused, unlike
from clients.foreign import ForeignClient
from clients.open_book import OpenBook
from support.small_book import ANN

PIXEL = bytes.fromhex("47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b")


@calls(
    *("NewAccount", "NewHook", "GetHook", "PatchHook", "ListHooks", "RotateHook", "FinishHookRotation", "DeleteHook"),
)
def hooks(client: ForeignClient, _book: OpenBook) -> None:
    """A hook is made, told its zone, given another secret, and deleted; a secret is never told."""
    account_id, secret = new_account(client), unlike() * 4
    made = client.call("NewHook", source="generic", accountId=account_id, secret=secret, region="DE")
    hook_id = made["id"]

    patched = client.call("PatchHook", hookId=hook_id, timeZone="Europe/Berlin")
    rotated = client.call("RotateHook", hookId=hook_id, secret=unlike() * 4)
    finished = client.call("FinishHookRotation", hookId=hook_id)

    assert (made["source"], made["accountId"], made["region"], made["secrets"]) == ("generic", account_id, "DE", 1)
    assert made["url"].endswith(f"/hooks/generic/{hook_id}")
    assert (patched["timeZone"], patched["region"]) == ("Europe/Berlin", "DE")
    assert (rotated["secrets"], finished["secrets"]) == (2, 1)
    assert all(secret not in str(answer) for answer in (made, patched, rotated, finished))
    assert client.call("GetHook", hookId=hook_id) == finished
    assert ids(client.call("ListHooks", accountIds=[account_id])) == [hook_id]
    assert refused(client, "NewHook", source="smoke", accountId=account_id) == (400, "ArgumentException", ["source"])
    assert client.call("DeleteHook", hookId=hook_id) == {}
    assert refused(client, "GetHook", hookId=hook_id) == (404, "NotFound", [])


@calls("NewAccount", "NewHook", "BuyPhoneNumber", "CheckAccount", "RegenerateAccountTokens")
def care_of_an_account(client: ForeignClient, _book: OpenBook) -> None:
    """An account is checked, and its hooks are given new secrets, which are told once."""
    account_id = new_account(client)
    client.call("BuyPhoneNumber", accountId=account_id, number="+15035550142")
    hook_id = client.call("NewHook", source="generic", accountId=account_id, secret="a long secret of it")["id"]

    checked = client.call("CheckAccount", accountId=account_id)
    tokens = client.call("RegenerateAccountTokens", accountId=account_id)

    assert (checked["sessions"], checked["customers"], checked["endpoints"]) == (0, 0, 1)
    assert [(hook["id"], hook["secrets"]) for hook in checked["hooks"]] == [(hook_id, 1)]
    (renewed,) = tokens["hooks"]
    assert (renewed["id"], renewed["changed"], bool(renewed["secret"])) == (hook_id, True, True)
    assert [hook["secrets"] for hook in client.call("CheckAccount", accountId=account_id)["hooks"]] == [2]


@calls("NewAccount", "NewSession", "EndSession", "PatchAccount", "GetArchiveStatus")
def how_the_archive_stands(client: ForeignClient, _book: OpenBook) -> None:
    """What is live, archived and due of an account is told, and for how long it is kept."""
    account_id = new_account(client)
    client.call("EndSession", sessionId=new_call(client, account_id)["id"])
    client.call("PatchAccount", accountId=account_id, retentionDays=30)

    told = client.call("GetArchiveStatus", accountIds=[account_id])

    (account,) = told["accounts"]
    assert (account["accountId"], account["retentionDays"], account["ownRetention"]) == (account_id, 30, True)
    assert [account[name] for name in ("live", "archived", "due", "overdue")] == [1, 0, 0, 0]
    assert (told["live"], told["running"]) == (1, False)


@calls("NewAccount", "SetAccountLogo", "GetAccount", "PatchAccount")
def a_logo(client: ForeignClient, _book: OpenBook) -> None:
    """An account is given a logo, and loses it."""
    account_id = new_account(client)

    given = client.call("SetAccountLogo", accountId=account_id, content=b64encode(PIXEL).decode())
    shown = client.call("GetAccount", accountId=account_id)
    taken = client.call("PatchAccount", accountId=account_id, logoId="")

    assert (given["logoId"], given["logoUri"]) == (shown["logoId"], shown["logoUri"])
    assert given["logoUri"].endswith(given["logoId"])
    assert "logoUri" not in taken
    assert refused(client, "SetAccountLogo", accountId=account_id, content="~")[::2] == (400, ["content"])


@calls("NewAccount", "PatchAccount", "ListAuditLines", "ListLogEntries")
def who_did_what(client: ForeignClient, _book: OpenBook) -> None:
    """What was done to an account is told, newest first, by either name of the list."""
    account_id = new_account(client)
    client.call("PatchAccount", accountId=account_id, name="Renamed")

    told = client.call("ListAuditLines", accountIds=[account_id])

    assert [line["operation"] for line in told["items"]] == ["PatchAccount", "NewAccount"]
    assert {(line["userName"], line["record"], line["recordId"]) for line in told["items"]} == {
        (ANN, "account", account_id)
    }
    assert told["items"][0]["after"]["name"] == "Renamed"
    assert told["items"][0]["before"]["name"] == told["items"][1]["after"]["name"]
    assert client.call("ListLogEntries", accountIds=[account_id]) == told
    assert refused(client, "ListAuditLines", startDate="soon") == (400, "ArgumentException", ["startDate"])


@calls("NewAccount", "NewHook", "ListQuarantine", "ReplayQuarantined", "DiscardQuarantined")
def what_could_not_be_read(client: ForeignClient, book: OpenBook) -> None:
    """What a hook was sent that cannot be read is listed, read again in vain, and forgotten."""
    account_id = new_account(client)
    hook = client.call("NewHook", source="generic", accountId=account_id, secret="a long secret of it")
    sent = httpx.post(
        f"{book.url}/hooks/generic/{hook['id']}",
        content=b"[half",
        headers={"Authorization": "Bearer a long secret of it", "Content-Type": "application/json"},
    )

    (kept,) = client.call("ListQuarantine", accountIds=[account_id])["items"]
    again = client.call("ReplayQuarantined", specificIds=[kept["id"]])

    assert sent.status_code == 400
    assert (kept["payload"], kept["bytes"], kept["source"]) == ("[half", 5, "generic")
    assert kept["error"]
    assert (again.get("taken", 0), again["stillUnreadable"], again["errors"][0]["id"]) == (0, 1, kept["id"])
    assert client.call("DiscardQuarantined", payloadId=kept["id"]) == {}
    assert ids(client.call("ListQuarantine", accountIds=[account_id])) == []
    assert refused(client, "DiscardQuarantined", payloadId=kept["id"])[0] == 404
