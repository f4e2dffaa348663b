"""Chapters on users and keys."""

from __future__ import annotations

from clients.chapters import calls, ids, new_account, refused, unlike
from clients.foreign import ForeignClient
from clients.open_book import OpenBook
from support.small_book import ANN


@calls("GetAuthStatus")
def who_is_signed_in(client: ForeignClient, _book: OpenBook) -> None:
    """Who is signed in is told."""
    told = client.call("GetAuthStatus")

    assert (told["isAuthenticated"], told["emailAddress"], told["roles"]) == (True, ANN, ["SystemAdministrator"])
    assert set(told["accountIds"]) >= {"a1", "a2"}


@calls("NewAccount", "NewUser", "GetUser", "PatchUser", "ListUsers", "ChangePassword", "DeleteUser")
def users(client: ForeignClient, _book: OpenBook) -> None:
    """A user is made, limited, found, given another password, disabled and deleted."""
    account_id, name = new_account(client), f"{unlike()}@example.com"
    given = {"accountId": account_id, "emailAddress": name, "password": "a long pass phrase", "firstName": "Zoë"}
    made = client.call("NewUser", **given)

    patched = client.call("PatchUser", userId=made["id"], lastName="O'Neil", role="Manager", disabled=True)

    assert (made["emailAddress"], made["firstName"], made["roles"]) == (name, "Zoë", ["User"])
    assert (patched["lastName"], patched["roles"], patched["disabled"]) == ("O'Neil", ["Manager"], True)
    assert patched["accountIds"] == [account_id]
    assert client.call("GetUser", userId=made["id"]) == patched
    assert client.call("ListUsers", emailFilter=name.upper())["items"] == [patched]
    assert client.call("ChangePassword", userId=made["id"], newPassword="another long phrase") == {}
    code, _, fields = refused(client, "ChangePassword", userId=made["id"], newPassword="short")
    assert (code, fields) == (400, ["newPassword"])
    assert refused(client, "NewUser", **given)[0] in (400, 409)
    assert client.call("DeleteUser", userId=made["id"]) == {}
    assert refused(client, "GetUser", userId=made["id"]) == (404, "NotFound", [])


@calls("NewAccount", "NewKey", "GetKey", "PatchKey", "ListKeys", "RotateKey", "RevokeKey", "DeleteKey")
def keys(client: ForeignClient, _book: OpenBook) -> None:
    """A key is made, whose secret is told once, found, rotated, revoked and deleted."""
    account_id, name = new_account(client), f"reports {unlike()}"
    made = client.call("NewKey", name=name, role="Manager", accountIds=[account_id])

    patched = client.call("PatchKey", keyId=made["id"], expires="2099-01-01", endpointIds=[])
    rotated = client.call("RotateKey", keyId=made["id"], graceHours=1)

    assert (made["role"], made["accountIds"], made["revoked"]) == ("Manager", [account_id], False)
    assert patched["expires"].startswith("2099-01-01")
    assert "key" not in patched
    assert made["key"] != rotated["key"]
    shown = client.call("GetKey", keyId=made["id"])
    assert shown == {member: value for member, value in rotated.items() if member != "key"}
    assert client.call("ListKeys", nameFilter=name)["items"] == [shown]
    assert client.call("RevokeKey", keyId=made["id"])["revoked"] is True
    assert refused(client, "NewKey", name=name, role="Emperor", accountIds=[account_id])[::2] == (400, ["role"])
    assert client.call("DeleteKey", keyId=made["id"]) == {}
    assert made["id"] not in ids(client.call("ListKeys", accountIds=[account_id]))


@calls("GetPreferences", "PutPreference")
def preferences(client: ForeignClient, _book: OpenBook) -> None:
    """What a user likes to see is kept, and forgotten."""
    name = f"list.{unlike()}"
    value = {"columns": ["from", "Zoë's"], "wide": True}

    kept = client.call("PutPreference", name=name, value=value)

    assert kept["preferences"][name] == value
    assert client.call("GetPreferences")["preferences"][name] == value
    assert refused(client, "PutPreference", name="1", value={})[::2] == (400, ["name"])
    assert name not in client.call("PutPreference", name=name).get("preferences", {})


@calls("NewAccount", "NewUser", "RequestAuthToken")
def a_token_of_a_user(client: ForeignClient, _book: OpenBook) -> None:
    """What signs in as a user is asked for, by id or address."""
    name = f"{unlike()}@example.com"
    given = {"accountId": new_account(client), "emailAddress": name, "password": "a long pass phrase"}
    user = client.call("NewUser", **given)

    tokens = [
        client.call("RequestAuthToken", userId=user["id"])["authToken"],
        client.call("RequestAuthToken", userEmailAddress=name)["authToken"],
    ]

    assert len({*tokens}) == len([token for token in tokens if token]) == 2
    assert refused(client, "RequestAuthToken") == (400, "ArgumentException", ["userId"])
