"""Tagged PDFs as WeasyPrint writes them -> tagged PDFs whose claim to PDF/UA-1 is true, and two of them as one.

ISO 14289-1, 7.1: all content is in the structure tree or is an artifact. WeasyPrint marks the running heads and
feet of a page, and leaves them out of the tree: here they become artifacts.
"""

import re
from io import BytesIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pikepdf import Pdf

_MARKED = re.compile(rb"/\w+\s*<<\s*/MCID (\d+)\s*>>\s*BDC")


def honest(pdf: bytes) -> bytes:
    """The same PDF with everything that is marked and not in the tree as an artifact."""
    from pikepdf import ObjectStreamMode, Pdf

    with Pdf.open(BytesIO(pdf)) as document:
        if "/StructTreeRoot" not in document.Root:
            return pdf
        within = _elements(document.Root.StructTreeRoot)
        owners = parents(document)
        for page in document.pages:
            found = owners[int(page.StructParents)]
            outside = {n for n, element in enumerate(found) if element.objgen not in within}
            if not outside:
                continue
            content = page.Contents.read_bytes()
            page.Contents.write(
                _MARKED.sub(lambda m: b"/Artifact BMC" if int(m[1]) in outside else m[0], content)  # noqa: B023
            )
            for n in outside:
                found[n] = None
        target = BytesIO()
        document.save(
            target,
            object_stream_mode=ObjectStreamMode.generate,
            compress_streams=True,
            deterministic_id=True,
        )
    return target.getvalue()


def joined(first: bytes, second: bytes) -> "Pdf":
    """Two tagged PDFs as one, the second from an odd page on, with one structure tree; the second may be empty."""
    from pikepdf import Pdf

    out = Pdf.open(BytesIO(first))
    if not second:
        return out
    if len(out.pages) % 2:
        _, _, width, height = map(float, out.pages[0].mediabox)
        out.add_blank_page(page_size=(width, height))
    with Pdf.open(BytesIO(second)) as source:
        shift = max(parents(out), default=-1) + 1
        start = len(out.pages)
        out.pages.extend(source.pages)
        tree = out.copy_foreign(source.make_indirect(source.Root.StructTreeRoot))
        for page in out.pages[start:]:
            page.StructParents = int(page.StructParents) + shift
            for annotation in page.get("/Annots", []):
                if "/StructParent" in annotation:
                    annotation.StructParent = int(annotation.StructParent) + shift
        root = out.Root.StructTreeRoot
        for element in tree.K:
            element.P = root
            root.K.append(element)
        for n, found in enumerate(tree.ParentTree.Nums):
            root.ParentTree.Nums.append(found if n % 2 else int(found) + shift)
    return out


def parents(document: "Pdf") -> dict[int, Any]:
    """What the parent tree holds under each key: for a page, the elements of its marked content by their number."""
    nums = list(document.Root.StructTreeRoot.ParentTree.Nums)
    return {int(key): found for key, found in zip(nums[::2], nums[1::2], strict=True)}


def _elements(root: Any) -> set[tuple[int, int]]:
    """The object numbers of all elements of a structure tree."""
    from pikepdf import Array, Dictionary

    found: set[tuple[int, int]] = set()
    rest = [root]
    while rest:
        kids = rest.pop().get("/K", [])
        for kid in kids if isinstance(kids, Array) else [kids]:
            if isinstance(kid, Dictionary) and "/S" in kid:
                found.add(kid.objgen)
                rest.append(kid)
    return found
