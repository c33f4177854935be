"""One sitting of an officer: the conversation, the place in it, what is typed, the desk with the vault, and what can be done.

Knows nothing of how it is shown.
"""

from __future__ import annotations
