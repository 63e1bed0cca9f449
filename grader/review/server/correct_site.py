"""The addresses about corrections: choose an item or a paper, see who changes, apply it with a reason, take it back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from grader.errors import GraderError
from grader.model.difference import Foreseen, Proposal
from grader.review.server.correct_form import (
    Wrong,
    places_of,
    proposal_of,
    subject,
    told,
    written,
)
from grader.review.server.correct_hands import Bench, Other
from grader.review.server.correct_show import (
    copy_view,
    difference_view,
    item_named,
    item_view,
    items_view,
    who_view,
)
from grader.review.server.correct_words import CORRECT_WORDS, CorrectWords
from grader.review.server.door import Door
from grader.review.server.doors import Session
from grader.review.server.forms import number, one
from grader.review.server.paper_reasons import told_in_italian
from grader.review.server.show import Show, progress

_REASON = 1000  # characters


@dataclass(frozen=True)
class CorrectSite:
    """Everything that the addresses about corrections need."""

    bench: Bench
    door: Door
    show: Show

    def routes(self) -> list[Route]:
        """Reading, foreseeing, applying."""
        return [
            Route("/correct", self.first),
            Route("/correct/find", self.find),
            Route("/correct/item/{item}", self.item),
            Route("/correct/copy/{copy:int}", self.copy),
            Route("/correct/students", self.students),
            Route("/correct/foresee", self.foresee, methods=["POST"]),
            Route("/correct/back", self.back, methods=["POST"]),
            Route("/correct/apply", self.apply, methods=["POST"]),
        ]

    async def first(self, request: Request) -> Response:
        """The items, a field for a paper, and the corrections that stand."""
        return await self._overview(request, self.door.session(request))

    async def find(self, request: Request) -> Response:
        """The item or the paper that somebody typed."""
        session = self.door.session(request)
        item, copy = (request.query_params.get(name, "").strip()[:100] for name in ("item", "copy"))
        if copy:
            known = {one.number for one in await run_in_threadpool(self.bench.hands.copies)}
            if copy.isascii() and copy.isdecimal() and len(copy) < 8 and int(copy) in known:
                return await self._copy(request, session, int(copy))
            return await self._overview(request, session, self._words.no_copy, 404)
        exam = await run_in_threadpool(lambda: self.bench.exam)
        if named := item_named(exam, item):
            return await self._item(request, session, named)
        return await self._overview(request, session, self._words.no_item, 404)

    async def item(self, request: Request) -> Response:
        """One item, and what can be changed about it."""
        return await self._item(request, self.door.session(request), request.path_params["item"])

    async def copy(self, request: Request) -> Response:
        """One paper, and what can be changed about it."""
        return await self._copy(request, self.door.session(request), request.path_params["copy"])

    async def students(self, request: Request) -> Response:
        """Students of the roster that a search finds, to be chosen."""
        self.door.session(request)
        found = self.bench.find(request.query_params.get("who", "")[:100])
        people = [who_view(one.student_id, {one.student_id: one}) for one in found]
        return HTMLResponse(self.show.page("correct_people", people=people, checked=False))

    async def foresee(self, request: Request) -> Response:
        """Who would change by what a form says."""
        session, form = await self.door.changing(request)
        item, copy = one(form, "item"), one(form, "copy")
        proposal = proposal_of(form, await run_in_threadpool(lambda: self.bench.exam), self._words)
        if isinstance(proposal, Wrong):
            return await self._again(request, session, item, copy, None, proposal.what)
        try:
            foreseen = await run_in_threadpool(self.bench.foresee, proposal)
        except GraderError as error:
            return await self._again(request, session, item, copy, proposal, self._words.cannot, *told(error))
        return self._difference(request, session, foreseen)

    async def back(self, request: Request) -> Response:
        """The form that a difference came from, filled in as it was."""
        session, form = await self.door.changing(request)
        proposal = written(form)
        return await self._again(request, session, *subject(proposal), proposal, code=200)

    async def apply(self, request: Request) -> Response:
        """Record what was foreseen, with a reason; or show what it has become."""
        session, form = await self.door.changing(request)
        proposal, reason, digest = written(form), one(form, "reason").strip()[:_REASON], one(form, "digest")
        try:
            if not reason:
                foreseen = await run_in_threadpool(self.bench.foresee, proposal)
                return self._difference(request, session, foreseen, wrong=self._words.no_reason, code=422)
            done = await run_in_threadpool(self.bench.apply, proposal, digest, reason, session.actor)
        except GraderError as error:
            return await self._again(
                request, session, *subject(proposal), proposal, self._words.cannot, *told(error), code=409
            )
        if isinstance(done, Other):
            return self._difference(request, session, done.now, shown=done.shown, reason=reason, code=409)
        self.bench.pile.turn_over()
        words = self._words.undone if proposal.undo else self._words.applied
        said = words.format(number=done.sequence, undone=proposal.undo)
        return await self._overview(request, session, said, last=0 if proposal.undo else done.sequence)

    # Pieces

    @property
    def _words(self) -> CorrectWords:
        return CORRECT_WORDS[self.show.language]

    async def _overview(
        self, request: Request, session: Session, status: str = "", code: int = 200, last: int = 0
    ) -> Response:
        exam = await run_in_threadpool(lambda: self.bench.exam)
        made = await run_in_threadpool(self.bench.hands.made)
        items = items_view(exam, made, self._words)
        return self._page("correct", request, session, code, status=status, items=items, made=made, last=last)

    async def _item(
        self,
        request: Request,
        session: Session,
        item: str,
        asked: Proposal | None = None,
        code: int = 200,
        **said: Any,
    ) -> Response:
        exam = await run_in_threadpool(lambda: self.bench.exam)
        if not places_of(exam, item):
            raise HTTPException(404)
        made = await run_in_threadpool(self.bench.hands.made)
        view = item_view(exam, item, made, self._words, asked)
        return self._page("correct_item", request, session, code, **said, **view)

    async def _copy(
        self,
        request: Request,
        session: Session,
        number_: int,
        asked: Proposal | None = None,
        code: int = 200,
        **said: Any,
    ) -> Response:
        copies = {one.number: one for one in await run_in_threadpool(self.bench.hands.copies)}
        if number_ not in copies:
            raise HTTPException(404)
        exam = await run_in_threadpool(lambda: self.bench.exam)
        made = await run_in_threadpool(self.bench.hands.made)
        students = self.bench.students
        binding = asked.binding if asked else None
        view = copy_view(exam, copies[number_], students, made, self._words, binding)
        return self._page("correct_copy", request, session, code, **said, **view)

    async def _again(
        self,
        request: Request,
        session: Session,
        item: str,
        copy: str,
        asked: Proposal | None,
        wrong: str = "",
        *details: str,
        code: int = 422,
    ) -> Response:
        """The form once more, with what is wrong about it."""
        said: Mapping[str, Any] = {"wrong": wrong, "details": details}
        if copy:
            return await self._copy(request, session, number(copy), asked, code, **said)
        if item:
            return await self._item(request, session, item, asked, code, **said)
        return await self._overview(request, session, " ".join((wrong, *details)), code)

    def _difference(
        self,
        request: Request,
        session: Session,
        foreseen: Foreseen,
        *,
        shown: Foreseen | None = None,
        reason: str = "",
        wrong: str = "",
        code: int = 200,
    ) -> Response:
        students, copy_word = self.bench.students, self.show.words.copy_
        made = {one.number: one for one in self.bench.hands.made()}
        new = sorted(set(foreseen.stands) - set(shown.stands)) if shown else []
        return self._page(
            "correct_difference",
            request,
            session,
            code,
            wrong=wrong,
            reason=reason,
            proposal=foreseen.proposal.model_dump_json(),
            digest=foreseen.digest,
            undone=made.get(foreseen.proposal.undo),
            undo=foreseen.proposal.undo,
            what=self.bench.hands.said(foreseen.proposal),
            other=code == 409,
            before=difference_view(shown, students, self._words, copy_word) if shown else None,
            meanwhile=[made[n] for n in new if n in made],
            **difference_view(foreseen, students, self._words, copy_word),
            asks=[told_in_italian(text) if self.show.language == "it" else text for text in foreseen.asks],
        )

    def _page(self, name: str, request: Request, session: Session, code: int, **values: Any) -> HTMLResponse:
        pile = self.bench.pile
        html = self.show.page(
            name,
            sitting=pile.exam.id,
            session=session,
            whole=request.headers.get("hx-request") != "true",
            progress=progress(pile),
            correct=self._words,
            on_correct=True,
            **{"status": "", "wrong": "", "details": (), **values},
        )
        return HTMLResponse(html, status_code=code)
