"""What AWS Lambda imports, at the root of the package: builds the skill while the function starts.

A start has more processor than a turn, so everything is made here and not with the first request.
"""

from __future__ import annotations

from skill.hosts.aws_lambda import build

handler = build()
