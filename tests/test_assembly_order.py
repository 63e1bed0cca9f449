"""Order, options, letters and keys of a form."""

from collections import Counter

from assembly_bank import blueprint, item, make
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.model.exam import FormItem


def keys(entries: tuple[FormItem, ...]) -> Counter[str]:
    """How often each letter is the key of a single-choice item."""
    return Counter(entry.key[0] for entry in entries if entry.item.type == "single")


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**31 - 1), count=st.integers(1, 17))
def test_keys_are_balanced(seed: int, count: int) -> None:
    """Where every item has four free options, no letter is the key more than once more than another."""
    (form,) = make([item(f"q{n}") for n in range(count)], blueprint(count), seed=seed).forms
    counts = [keys(form.items)[letter] for letter in "abcd"]
    assert sum(counts) == count
    assert max(counts) - min(counts) <= 1


def test_balance_with_fewer_options_and_pins() -> None:
    """Pinned keys stay last, and the free ones make up for them."""
    pinned = {"correct": {"text": "none of these", "last": True}, "wrong": ["x", "y", "z"]}
    bank = [item(f"pinned-{n}", **pinned) for n in range(3)]
    bank += [item(f"short-{n}", wrong=["no"]) for n in range(4)]
    bank += [item(f"long-{n}") for n in range(5)]
    (form,) = make(bank, blueprint(12)).forms
    assert keys(form.items) == {"a": 3, "b": 3, "c": 3, "d": 3}
    assert all(entry.key == ("d",) for entry in form.items if entry.item.id.startswith("pinned"))


def test_options_are_drawn_from_wrong() -> None:
    """A form prints as many choices as asked, the key among them, and the same choices on every form."""
    bank = [item(f"q{n}", wrong=[f"wrong {k}" for k in range(7)]) for n in range(6)]
    exam = make(bank, blueprint(6, forms=2))
    first, second = ({e.item.id: e.options for e in form.items} for form in exam.forms)
    for id_, options in first.items():
        assert [option.letter for option in options] == ["a", "b", "c", "d"]
        assert [option.text for option in options if option.key] == ["yes"]
        assert {option.text for option in options} == {option.text for option in second[id_]}
    assert len({frozenset(o.text for o in options) for options in first.values()}) > 1
    assert any([o.text for o in first[id_]] != [o.text for o in second[id_]] for id_ in first)


def test_multiple_keeps_every_key() -> None:
    """A multiple-choice item keeps all its keys and at least one wrong choice, even beyond the count."""
    bank = [item("q", "multiple", correct=["1", "2", "3", "4"], wrong=["5", "6"])]
    (form,) = make(bank, blueprint(1, options=4)).forms
    assert Counter(option.key for option in form.items[0].options) == {True: 4, False: 1}


def test_pinned_stays_last() -> None:
    """An option with `last` is the last one under every seed in which it is drawn."""
    wrong = ["x", "y", {"text": "none of these", "last": True}]
    for seed in range(20):
        (form,) = make([item("q", wrong=wrong)], blueprint(1), seed=seed).forms
        assert form.items[0].options[-1].text == "none of these"


def test_true_false_in_the_language_of_the_course() -> None:
    """True and false stand in this order, in the course's language."""
    bank = [item("q", "true-false", correct="false")]
    for language, texts in (("en", ["True", "False"]), ("it", ["Vero", "Falso"])):
        (form,) = make(bank, blueprint(1), language=language).forms
        assert [option.text for option in form.items[0].options] == texts
        assert form.items[0].key == ("b",)


def test_open_items_come_last() -> None:
    """Closed items are printed before open ones, numbered from 1, in another order on every form."""
    bank = [item(f"q{n}") for n in range(8)] + [item(f"o{n}", "open") for n in range(4)]
    exam = make(bank, blueprint(12, forms=2))
    for form in exam.forms:
        assert [entry.item.type for entry in form.items] == ["single"] * 8 + ["open"] * 4
        assert [entry.number for entry in form.items] == list(range(1, 13))
    orders = [[entry.item.id for entry in form.items] for form in exam.forms]
    assert orders[0] != orders[1]


def test_form_holds_full_copies() -> None:
    """A printed item is the bank's item, with its hash, its points, and the feedback of its options."""
    from grader.model.base import fingerprint

    bank = [item("q", wrong=[{"text": "no", "feedback": "think again"}], points="2.5")]
    (form,) = make(bank, blueprint(1, points="2.5")).forms
    (entry,) = form.items
    assert (entry.item, entry.content_hash, entry.points) == (bank[0], fingerprint(bank[0]), bank[0].points)
    assert {option.feedback for option in entry.options} == {"", "think again"}
