"""All tables in one import, for migrations and tests that need the whole schema."""

from register.appeals.tables import (
    Appeal,
    AppealBand,
    AppealFile,
    AppealPart,
    Decision,
    Draft,
    Movement,
    Step,
    Substitute,
)
from register.batches import Batch, InvitationLeaf
from register.bodies import Body, Officer
from register.businesses import Business, BusinessAddress
from register.confirmations import Confirmation
from register.database import Base
from register.inspections import Inspection, InspectionEvent
from register.invitations import Invitation
from register.letters import Letter
from register.messages import Message
from register.open_answers import OpenResponse
from register.purges import Purge
from register.releases import Release, ReleaseEvent
from register.responses import Response, ResponseWords
from register.restorations import Restoration
from register.runs import Run
from register.suppressions import Suppression
from register.themes import Theme, ThemeAction, ThemeMention
from register.uploads import Upload

metadata = Base.metadata

__all__ = [
    "Appeal",
    "AppealBand",
    "AppealFile",
    "AppealPart",
    "Base",
    "Batch",
    "Body",
    "Business",
    "BusinessAddress",
    "Confirmation",
    "Decision",
    "Draft",
    "Inspection",
    "InspectionEvent",
    "Invitation",
    "InvitationLeaf",
    "Letter",
    "Message",
    "Movement",
    "Officer",
    "OpenResponse",
    "Purge",
    "Release",
    "ReleaseEvent",
    "Response",
    "ResponseWords",
    "Restoration",
    "Run",
    "Step",
    "Substitute",
    "Suppression",
    "Theme",
    "ThemeAction",
    "ThemeMention",
    "Upload",
    "metadata",
]
