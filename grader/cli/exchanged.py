"""What `grader bank import` and `export` say: what went over, into which file, and what did not, with the reason."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.cli.app import say
from grader.errors import Problem, Severity

if TYPE_CHECKING:
    from grader.bank.interchange.carried import Foreign, Format, Unread
    from grader.bank.interchange.placing import Placed
    from grader.model.item import Item
    from grader.workspace import Workspace

SHOWN = 5  # items named where many lose the same


def problem_of(unread: "Unread") -> Problem:
    """A question that is not carried, as a warning at its place."""
    name = f" '{unread.name}'" if unread.name else ""
    what = f"question {unread.number}{name} ({unread.kind}) is not carried: {unread.why}"
    return Problem(unread.where, what, severity=Severity.WARNING)


def show(
    done: "list[tuple[Path, Format, Foreign, Placed]]",
    written: Mapping[str, str],
    pictures: Mapping[str, bytes],
    *,
    dry_run: bool,
) -> None:
    """What was carried into which file, and what was not."""
    for path, used, foreign, placed in done:
        there = f", {len(placed.there)} are in the bank already" if placed.there else ""
        whole = len(foreign.questions) + len(foreign.refused)
        print(f"{path}  {used.title}: {len(placed.items)} of {whole} questions carried{there}")
    for name in [*written, *(f"questions/{picture}" for picture in pictures)]:
        ids = [i.id for *_, placed in done for i in placed.items if name == f"questions/{i.topic}.yaml"]
        more = (
            f"{len(ids)} items: {', '.join(ids[:SHOWN])}{', ...' * (len(ids) > SHOWN)}"
            if ids
            else "a picture"
        )
        print(f"{name}  {more}{' (not written)' if dry_run else ''}")
    lost = {
        f"{placed.origin[id_].where}: {id_}: ": said
        for *_, placed in done
        for id_, said in placed.lost.items()
    }
    say_lost(lost)


def say_lost(lost: Mapping[str, tuple[str, ...]]) -> None:
    """Each thing that is not carried once, with the items that lose it."""
    by_sentence: dict[str, list[str]] = {}
    for who, sentences in lost.items():
        for sentence in sentences:
            by_sentence.setdefault(sentence, []).append(who.removesuffix(": "))
    for sentence, losers in by_sentence.items():
        more = f" and {len(losers) - SHOWN} more" if len(losers) > SHOWN else ""
        say(f"not carried: {sentence} ({'; '.join(filter(None, losers[:SHOWN]))}{more})")


def as_json(
    done: "list[tuple[Path, Format, Foreign, Placed]]",
    written: Mapping[str, str],
    pictures: Mapping[str, bytes],
    *,
    dry_run: bool,
) -> dict[str, Any]:
    """All of it for a program."""
    return {
        "files": [
            {
                "file": str(path),
                "format": used.name,
                "carried": [
                    {
                        "id": item.id,
                        "where": placed.origin[item.id].where,
                        "name": placed.origin[item.id].name,
                        "lost": placed.lost.get(item.id, ()),
                    }
                    for item in placed.items
                ],
                "there": placed.there,
                "refused": [asdict(unread) for unread in placed.refused],
            }
            for path, used, _, placed in done
        ],
        "written": [*written, *(f"questions/{name}" for name in pictures)],
        "dry_run": dry_run,
    }


def asset_of(home: "Workspace", new: Mapping[str, bytes], name: str) -> bytes | None:
    """The content of a picture that the course has or is about to have."""
    if name in new:
        return new[name]
    path = home.questions / name
    return path.read_bytes() if path.is_file() else None


def pictures_of(home: "Workspace", items: Iterable["Item"]) -> dict[str, bytes]:
    """The pictures that items name, as far as they are there; `grader check` misses the others."""
    from grader.bank.markdown import images, refusal
    from grader.bank.texts import texts

    named = {name for item in items for _, text in texts(item) if "![" in text for name in images(text)}
    found = {name: asset_of(home, {}, name) for name in sorted(named) if not refusal(name)}
    return {name: content for name, content in found.items() if content is not None}
