"""How long a person waits at the review page, by the browser's own clock; used by review.py and paper_review.py.

Playwright looks for what shall come in steps of up to 500 ms, and would measure its steps.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

_SCRIPT = """
const asked = () => document.querySelector("#decide [name=key]")?.value;
let pressed = null, key = null;
addEventListener("keydown", (event) => {
  if (event.key === "Enter") [pressed, key, window.waited] = [performance.now(), asked(), null];
}, true);
new MutationObserver(() => {
  if (pressed === null || asked() === key) return;
  const since = pressed;
  pressed = null;
  requestAnimationFrame(() => {  // it is painted right after
    const drawn = new MessageChannel();
    drawn.port1.onmessage = () => { window.waited = performance.now() - since; };
    drawn.port2.postMessage("");
  });
}).observe(document, { childList: true, subtree: true });
"""


def start(page: "Page") -> None:
    """Time every Enter on the pages that are opened from now on."""
    page.add_init_script(_SCRIPT)


def waited(page: "Page") -> float:
    """Seconds from the last Enter until another question was painted."""
    took = page.evaluate(
        "async () => { while (!window.waited) await new Promise(on => setTimeout(on, 5)); return window.waited; }"
    )
    assert isinstance(took, (float, int)), "a time"
    return took / 1000
