"""The settings of appeals: where they go first, how long anybody may take who is not the law."""

from __future__ import annotations

from dataclasses import dataclass

from config.checks import between
from config.options import option


@dataclass(frozen=True)
class Appeals:
    """How appeals are led."""

    routes: str = option(
        "routes.toml",
        "Rules for the first addressee, seen from the installation's folder; see docs/routes.md.\n"
        "Without the file an appeal goes to the body of the inspection it names, else to the top.",
    )
    complain: tuple[str, ...] = option(
        (),
        "Lines of the slip: to whom one complains when an appeal is not accepted, name and number.",
    )
    acknowledge: int = option(
        15,
        "Minutes in which a report of an unlawful inspection has to be acknowledged before it\n"
        "goes one step up.",
        check=between(1, 1440),
    )
    answer_within: int = option(
        10,
        "Working days an applicant has to answer a question before the clock runs on without it.",
        check=between(1, 60),
    )
    rate_within: int = option(
        30, "Days after a decision in which it can be rated.", check=between(1, 365)
    )
