"""MathML -> LaTeX: the LaTeX that its author left in it, else what schoolbook formulas are made of; the rest is refused."""

import re

from lxml import etree

from grader.bank.interchange.plain import Uncarried
from grader.bank.interchange.scripts import literal
from grader.bank.interchange.xml import name_of

_TRANSPARENT = {"math", "mrow", "mstyle", "mpadded", "semantics", "merror", "maction", "mphantom"}
_SIGNS = {
    "−": "-", "×": r"\times ", "⋅": r"\cdot ", "·": r"\cdot ", "÷": r"\div ", "±": r"\pm ", "≤": r"\leq ", "≥": r"\geq ",
    "≠": r"\neq ", "≈": r"\approx ", "→": r"\to ", "⇒": r"\Rightarrow ", "∞": r"\infty ", "∑": r"\sum ", "∏": r"\prod ",
    "∫": r"\int ", "∂": r"\partial ", "∇": r"\nabla ", "∈": r"\in ", "∉": r"\notin ", "⊂": r"\subset ", "⊆": r"\subseteq ",
    "∪": r"\cup ", "∩": r"\cap ", "∀": r"\forall ", "∃": r"\exists ", "…": r"\ldots ", "⋯": r"\cdots ", "∼": r"\sim ",
    "∝": r"\propto ", "⟨": r"\langle ", "⟩": r"\rangle ", "‖": r"\|", "{": r"\{", "}": r"\}", "%": r"\%", "#": r"\#",
    "&": r"\&", "_": r"\_", "$": r"\$", "α": r"\alpha ", "β": r"\beta ", "γ": r"\gamma ", "δ": r"\delta ", "ε": r"\epsilon ",
    "ϵ": r"\epsilon ", "ζ": r"\zeta ", "η": r"\eta ", "θ": r"\theta ", "κ": r"\kappa ", "λ": r"\lambda ", "μ": r"\mu ",
    "µ": r"\mu ", "ν": r"\nu ", "ξ": r"\xi ", "π": r"\pi ", "ρ": r"\rho ", "σ": r"\sigma ", "τ": r"\tau ", "φ": r"\varphi ",
    "ϕ": r"\phi ", "χ": r"\chi ", "ψ": r"\psi ", "ω": r"\omega ", "Γ": r"\Gamma ", "Δ": r"\Delta ", "Θ": r"\Theta ",
    "Λ": r"\Lambda ", "Σ": r"\Sigma ", "Φ": r"\Phi ", "Ψ": r"\Psi ", "Ω": r"\Omega ", "\u2061": "", "\u2062": "", "\u2063": "",
}  # fmt: skip
_OVER = {"¯": r"\bar", "‾": r"\overline", "^": r"\hat", "ˆ": r"\hat", "~": r"\tilde", "˜": r"\tilde", "→": r"\vec", "˙": r"\dot"}  # fmt: skip
_ROW = r" \\ "
_NAMES = {"sin", "cos", "tan", "log", "ln", "exp", "lim", "max", "min", "det", "arg", "dim", "gcd"}


def to_latex(math: etree._Element) -> str:
    """The LaTeX of a `<math>` element; raise Uncarried where this small translation would guess."""
    for element in math.iter():
        if name_of(element) == "annotation" and "tex" in (element.get("encoding") or "").lower():
            return element.text or ""
    if alt := math.get("alttext"):
        return str(alt)
    return " ".join(_latex(math).split())


def from_wiris(text: str) -> str:
    """Moodle's MathType writes MathML with guillemets for brackets and diaereses for quotes; back to MathML."""
    return re.sub(
        "«math.*?«/math»",
        lambda match: match.group().translate(str.maketrans("«»¨§", '<>"&')),
        text,
        flags=re.DOTALL,
    )


def _latex(element: etree._Element) -> str:
    name = name_of(element)
    parts = [_latex(child) for child in element if name_of(child) not in ("annotation", "annotation-xml", "")]
    text = "".join(_SIGNS.get(character, character) for character in (element.text or "").strip())
    match name, parts:
        case (("mi" | "mn" | "mo" | "ms"), []):
            plain = (element.text or "").strip()
            if plain in _NAMES:
                return f"\\{plain} "
            return rf"\mathrm{{{text}}}" if name == "mi" and len(plain) > 1 and plain.isalpha() else text
        case "mtext", []:
            return rf"\text{{{literal(element.text or '')}}}"
        case "mspace", []:
            return r"\ "
        case _, _ if name in _TRANSPARENT:
            return "".join(parts)
        case "mfrac", [above, below]:
            return rf"\frac{{{above}}}{{{below}}}"
        case "msqrt", _:
            return rf"\sqrt{{{''.join(parts)}}}"
        case "mroot", [base, index]:
            return rf"\sqrt[{index}]{{{base}}}"
        case (("msub" | "munder"), [base, low]):
            return f"{_base(base)}_{{{low}}}"
        case "msup", [base, high]:
            return f"{_base(base)}^{{{high}}}"
        case "mover", [base, sign]:
            accent = _OVER.get((element[1].text or "").strip())
            return f"{accent}{{{base}}}" if accent else f"{_base(base)}^{{{sign}}}"
        case (("msubsup" | "munderover"), [base, low, high]):
            return f"{_base(base)}_{{{low}}}^{{{high}}}"
        case "mfenced", _:
            opened, closed = element.get("open", "("), element.get("close", ")")
            return f"{_SIGNS.get(opened, opened)}{','.join(parts)}{_SIGNS.get(closed, closed)}"
        case "mtable", _:
            return rf"\begin{{matrix}}{_ROW.join(parts)}\end{{matrix}}"
        case (("mtr" | "mlabeledtr"), _):
            return " & ".join(parts)
        case "mtd", _:
            return "".join(parts)
        case _:
            raise Uncarried(f"a formula in MathML with <{name}> and without LaTeX beside it")


def _base(latex: str) -> str:
    return latex if re.fullmatch(r"\w|\\[a-zA-Z]+ ?", latex) else f"{{{latex}}}"
