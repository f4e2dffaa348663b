"""Forms are read as requests, and shown again as they were typed with what is wrong."""

from __future__ import annotations

import pytest

from switchbook.api.types_accounts import AccountInfo, NewAccount, PatchAccount
from switchbook.api.types_endpoints import EndpointInfo, NewUserEndpoint, PatchEndpoint, UserModes
from switchbook.console.forms import again, form_of, form_with, read
from switchbook.errors import BadRequest, ChangedMeanwhile, FieldError, UnboundRequest
from switchbook.model.billing import BillingSettings, Price


def test_an_empty_field_of_a_new_record_is_an_absent_member_and_foreign_fields_are_passed_over() -> None:
    asked = read(NewAccount, [("name", " Elm \r\n"), ("referenceId", ""), ("once", "1"), ("words", "elm")])

    assert asked == NewAccount(name="Elm")


def test_lists_are_read_by_the_line_and_choices_by_their_name() -> None:
    form = [("userMode", "SipPhone"), ("otherAddresses", "a\r\n\r\nb, c"), ("otherAddresses", "d"), ("data", '{"x":1}')]

    asked = read(NewUserEndpoint, form, account_id="a1")

    assert asked == NewUserEndpoint(
        account_id="a1", user_mode=UserModes.SipPhone, other_addresses=("a", "b, c", "d"), data={"x": 1}
    )


def test_a_change_names_only_what_is_other_than_before_and_what_was_emptied_is_cleared() -> None:
    before = EndpointInfo(display_name="Desk", extra_information="Hall", other_addresses=("a",), disable_sms=True)
    form = [
        ("displayName", "Desk"),
        ("extraInformation", ""),
        ("otherAddresses", ""),
        ("disableSms", ""),
        ("referenceId", ""),
    ]

    asked = read(PatchEndpoint, form, before=before, endpoint_id="e1")

    assert asked == PatchEndpoint("e1", extra_information="", other_addresses=(), disable_sms=False)


def test_a_number_that_was_emptied_says_nothing_for_it_has_no_empty_value() -> None:
    assert read(PatchAccount, [("retentionDays", "")], before=AccountInfo(retention_days=3)) == PatchAccount()


def test_an_object_is_read_whole_from_the_fields_of_its_paths() -> None:
    prices = BillingSettings(base=Price(base_cost=2.5), inbound_faxes=Price(unit_cost=0.01))
    form = [(name, *texts) for name, texts in form_of(AccountInfo(billing_settings=prices)).values.items()]

    asked = read(PatchAccount, form, before=AccountInfo(billing_settings=prices))

    assert asked.billing_settings == prices


@pytest.mark.parametrize(
    ("name", "text"), [("retentionDays", "soon"), ("billingSettings.base.unitCost", "dear"), ("maxPhoneNumbers", "1.5")]
)
def test_what_cannot_be_read_is_told_at_its_field_and_nothing_typed_is_lost(name: str, text: str) -> None:
    form = [("name", "Elm"), (name, text), ("version", "7")]
    with pytest.raises(UnboundRequest) as raised:
        read(PatchAccount, form, before=AccountInfo())

    shown = again(form, raised.value)

    assert (shown.value(name), shown.value("name"), shown.version) == (text, "Elm", "7")
    assert shown.fault(name, "Kept") == "This cannot be read as what is wanted here"
    assert shown.problem == ""


def test_json_that_is_none_is_told_at_its_field() -> None:
    with pytest.raises(UnboundRequest) as raised:
        read(NewUserEndpoint, [("data", "{x")])

    assert [error.field for error in raised.value.errors] == ["data"]


def test_an_error_calls_a_field_by_its_label_and_what_has_no_field_is_told_above() -> None:
    errors = (FieldError("NotEmpty", "Name", "name is wanted"), FieldError("NotEmpty", "colour", "colour is wanted"))

    shown = again([("name", "")], BadRequest("Two are wanted", errors=errors))

    assert shown.fault("name", "Its name") == "Its name is wanted"
    assert shown.problem == "Two are wanted"


def test_a_change_that_came_too_late_says_what_is_there_now_and_can_be_sent_again() -> None:
    form = [("name", "Elm"), ("referenceId", ""), ("version", "1")]

    shown = again(form, ChangedMeanwhile("no"), AccountInfo(name="Oak"), "2")

    assert (shown.value("name"), shown.differing("name"), shown.differing("referenceId")) == ("Elm", "Oak", None)
    assert shown.version == "2"
    assert shown.problem.startswith("Somebody changed this")


def test_passwords_are_not_written_into_a_page_again() -> None:
    shown = again([("newPassword", "secret99"), ("emailAddress", "a@b.c")], BadRequest("no"))

    assert (shown.value("newPassword"), shown.value("emailAddress")) == ("", "a@b.c")


def test_every_attempt_has_a_name_of_its_own() -> None:
    assert form_with(accountId="a1").once != form_with(accountId="a1").once
