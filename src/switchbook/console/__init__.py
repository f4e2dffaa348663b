"""Pages for people: each asks the same operations as the API, in the name of whoever looks at it."""
