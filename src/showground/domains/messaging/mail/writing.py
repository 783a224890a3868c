"""A letter in words, made when it is sent or looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from showground.domains.messaging.mail.catalogue import KINDS
from showground.domains.messaging.mail.rendering import rendered
from showground.kit.words import speaking

if TYPE_CHECKING:
    from showground.db.tx import Tx
    from showground.domains.messaging.mail.types import Letter, Letterhead, Mail


async def written(tx: Tx, mail: Mail, head: Letterhead) -> Letter | None:
    """Return a letter as it reads now, in its recipient's language, as the service; None: nothing to say any more."""
    kind = KINDS[mail.kind]
    with speaking(mail.lang):
        content = await kind.write(tx, mail, head)
        if content is None:
            return None
        return rendered(kind.template, {"site": urlsplit(head.address).netloc, **content})
