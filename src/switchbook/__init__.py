"""Switchbook, the book of every call, chat and fax."""
