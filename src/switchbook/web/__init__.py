"""The face to the network: routes derived from the operations table, login, hooks, health."""
