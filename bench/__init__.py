"""The benchmark: one data set, one mix of questions, ours beside its floor and its peers."""
