"""What is known of an item from the sittings in which it was asked, as assembly uses it and seals it."""

from typing import Annotated

from pydantic import Field

from grader.model.base import Model, Share, Slug


class Learned(Model):
    """An item's own statistics at one moment."""

    item_id: Slug
    facility: Share  # observed, drawn toward the author's estimate; three decimals
    papers: Annotated[int, Field(ge=0)]  # 0 where no sitting counts: then the facility is the author's
    sittings: Annotated[int, Field(ge=0)]
    alarms: tuple[str, ...] = ()  # for which the item is kept out: "wrong-key"
