"""Hypothesis strategies for text as people, carriers and attackers write it."""

from __future__ import annotations

from hypothesis import strategies as st

# Letters that change case in odd ways, marks that combine, quotes and wildcards, code points that are cut or replaced.
AWKWARD = "aAbzZ09 +-()./%_*\\'\"\t\n\0\x01\x7f\x85\u2028éÉe\u0301ßẞıİſKµΣσςΰ日\ufffd\ufffe\uffff\U0001f600\U0010ffff"
ANY = st.characters(exclude_categories=["Cs"])

texts = st.text(st.sampled_from(AWKWARD) | ANY, max_size=40)
ascii_texts = st.text(st.characters(max_codepoint=126, min_codepoint=2), max_size=30)
digits = st.text("0123456789", min_size=1, max_size=12)
