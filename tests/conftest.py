"""How property tests run: the same examples every time, or many new ones.

``pytest --hypothesis-profile=deep --hypothesis-seed=1`` looks for what the fixed
examples miss.
"""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("fixed", max_examples=150, deadline=None, derandomize=True)
settings.register_profile("deep", max_examples=5000, deadline=None)
settings.load_profile("fixed")
