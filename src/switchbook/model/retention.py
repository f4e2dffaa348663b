"""How long the sessions of an account are kept."""

from __future__ import annotations

from datetime import timedelta

from switchbook.model.directory import Directory


def retention(directory: Directory, account_id: str, default: timedelta | None) -> timedelta | None:
    """How long an account's sessions are kept after they were created; None is for ever.

    Its own days count (0 is for ever); without any, the default.
    """
    account = directory.accounts.get(account_id)
    if account is None or account.retention_days is None:
        return default
    return timedelta(days=account.retention_days) if account.retention_days else None
