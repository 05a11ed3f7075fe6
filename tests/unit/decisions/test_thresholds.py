"""Thresholds, break-even values and statements on families that can be solved by hand."""

from __future__ import annotations

import importlib
import pickle
from dataclasses import dataclass
from fractions import Fraction

import pytest

import equilibria as eq
from equilibria.decisions import Family, Parameter, Specification, Table
from support.planted import PLANTED, parameter
from support.scenario import family

F = Fraction


@dataclass(frozen=True)
class Toy:
    """Row earns (t, 1; u, 2 - t), Column's left is dominant; affine in t up to a kink."""

    kink: Fraction | None = None
    affine: bool = True

    players = ("Row", "Column")
    actions = (("up", "down"), ("left", "right"))
    specifications = {"t": Specification("units"), "u": Specification("units", F(0))}

    def payoffs(self, values):
        t, u = values["t"], values["u"]
        if self.kink is not None and t > self.kink:
            t = 2 * self.kink - t  # reflected beyond the kink
        if u > 9:
            raise eq.GameError("u above 9 makes no market.")
        return [[t, F(1)], [u, 2 - t]], [[F(1), F(0)], [F(1), F(0)]]

    def tabulate(self, values):
        return Table(self.players, self.actions, ())

    def breakpoints(self, name, values):
        if not self.affine:
            return None
        if name == "u":
            return (F(9),)
        return () if self.kink is None else (self.kink,)


def _family(builder, low=-5, high=5):
    parameters = {
        "t": Parameter("t", 0, low, high, "units", "assumed"),
        "u": Parameter("u", 1, 0, 12, "units", "assumed"),
    }
    return Family("toy", "?", "2024-01-01", parameters, builder)


UP = eq.best_reply("Row", "up", to={"Column": "left"})


def test_a_closed_form_is_exact_and_complete():
    [bracket] = eq.thresholds(_family(Toy()), "t", UP, u=F(1, 3))
    assert bracket.exact and bracket.complete and bracket.method == "closed form"
    assert bracket.value == F(1, 3)
    assert (bracket.before, bracket.at, bracket.after) == (False, True, True)
    assert bracket.held == {"u": F(1, 3)}


def test_every_change_is_found_across_a_kink():
    # t rises to 2 and falls again: up is best from 1 to 3.
    brackets = eq.thresholds(_family(Toy(kink=F(2))), "t", UP)
    assert [(b.value, b.before, b.after) for b in brackets] == [(1, False, True), (3, True, False)]


def test_an_isolated_point_is_found():
    # With the kink at u itself, up is best at that single value.
    [bracket] = eq.thresholds(_family(Toy(kink=F(1))), "t", UP)
    assert (bracket.value, bracket.before, bracket.at, bracket.after) == (1, False, True, False)
    assert eq.thresholds(_family(Toy(kink=F(1))), "t", UP, method="bisection", scan=7) == ()


def test_bisection_brackets_and_says_that_it_is_not_complete():
    [bracket] = eq.thresholds(_family(Toy(affine=False)), "t", UP, u=F(1, 3))
    assert bracket.method == "bisection" and not bracket.complete and not bracket.exact
    assert bracket.lower < F(1, 3) <= bracket.upper
    assert bracket.upper - bracket.lower <= F(10, 2**20)
    assert (bracket.before, bracket.after) == (False, True)


def test_values_that_make_no_market_show_as_such():
    [bracket] = eq.thresholds(_family(Toy(affine=False)), "u", eq.dominant("Column", "left"))
    assert (bracket.before, bracket.after) == (True, None)
    assert bracket.lower <= 9 <= bracket.upper


def test_bad_questions_are_refused():
    s = _family(Toy(affine=False))
    for name, options, words in [
        ("x", {}, "no such parameter"),
        ("t", {"method": "guess"}, "'guess'"),
        ("t", {"low": 2, "high": 1}, "empty"),
        ("t", {"method": "closed form"}, "not known to be piecewise affine"),
        ("t", {"scan": 0}, "scan=0; give a whole number of at least 1"),
        ("t", {"scan": 2.5}, "scan=2.5"),
        ("t", {"width": 0}, "width=0; give a share of the range above 0"),
        ("t", {"width": -1}, "width=-1"),
        ("u", {"low": -1}, "negative"),
    ]:
        with pytest.raises(eq.GameError, match=words):
            eq.thresholds(s, name, UP, **options)
    with pytest.raises(eq.GameError, match="width=0"):
        eq.break_even(s, UP, width=0)
    with pytest.raises(eq.GameError, match=r"t\.low: 2 is above high, 0: the range is reversed"):
        parameter("t", 1, 2, 0)


def test_a_budget_is_kept():
    with pytest.raises(eq.BudgetExceeded, match="3 evaluations") as caught:
        eq.thresholds(_family(Toy(affine=False)), "t", UP, budget=eq.Budget(steps=3))
    assert caught.value.partial == ()


def test_break_even_finds_the_nearest_on_either_side():
    nearest = {b.parameter: b for b in eq.break_even(_family(Toy(kink=F(2))), UP)}
    assert nearest["t"].value == 1 and nearest["t"].distance == F(1, 5)
    assert nearest["t"].holds is False and nearest["t"].complete
    assert nearest["u"].value == 0 and nearest["u"].distance == 1  # up is best at u <= t = 0
    far = eq.break_even(_family(Toy(), low=-5, high=F(1, 2)), UP, ["t"])
    assert far[0].value is None and far[0].distance is None
    with pytest.raises(eq.GameError, match="x: there is no such parameter"):
        eq.break_even(_family(Toy()), UP, ["x"])


def test_break_even_passes_over_the_end_of_the_market():
    [b] = eq.break_even(_family(Toy()), eq.dominant("Column", "left"), ["u"])
    assert b.value is None and b.holds and b.method == "closed form"
    found = eq.thresholds(_family(Toy()), "u", eq.dominant("Column", "left"))
    [edge] = found
    assert (edge.value, edge.before, edge.at, edge.after) == (9, True, True, None)
    assert not found.complete and not b.complete  # beyond 9 only some values were looked at


def brittle(t):
    """Divides by zero at one value of t."""
    return [[1 / (t - 3)], [0]], [[0], [0]]


def test_a_builder_that_fails_is_named_with_the_value():
    s = eq.Family.from_function(brittle, [parameter("t", 1, 0, 3)], exact=True)
    words = r"t: the builder failed at 3 \(ZeroDivisionError: .*GameError is how it refuses"
    for ask in (
        lambda: eq.thresholds(s, "t", eq.best_reply("Player 1", "a1")),
        lambda: eq.break_even(s, eq.best_reply("Player 1", "a1")),
        lambda: eq.tornado(s, eq.payoff("Player 1", {"Player 1": "a1", "Player 2": "a1"})),
    ):
        with pytest.raises(eq.GameError, match=words):
            ask()


def test_answers_about_floats_say_so():
    ends = [parameter("p", 1, 0, 4), parameter("q", 1, 0, 4)]

    def pays(p, q):
        return [[q, p], [1, 1]], [[q, 1], [p, 1]]

    loose, strict = (eq.Family.from_function(pays, ends, exact=e) for e in (False, True))
    asked = eq.best_reply("Player 1", "a1")
    for s, about in ((loose, "the floats that the model returned"), (strict, "exact payoffs")):
        found = eq.thresholds(s, "p", asked, scan=4)
        assert found.about == about and pickle.loads(pickle.dumps(found)).about == about
        assert repr(found).endswith("of the floats that the model returned") == (s is loose)
        [b, *_] = eq.break_even(s, asked)
        assert b.about == about and about in repr(b)
        assert eq.timing(s).about == about


def test_the_width_of_brackets_is_asked_for():
    s = _family(Toy(affine=False))
    [wide] = eq.break_even(s, UP, ["t"], width=F(1, 100))
    [thin] = eq.break_even(s, UP, ["t"], width=1e-9)
    for b, width in ((wide, F(1, 10)), (thin, F(10) * F(1e-9))):
        assert width / 2 < b.bracket.upper - b.bracket.lower <= width
        assert b.bracket.lower <= 1 <= b.bracket.upper and b.method == "bisection"


def test_break_even_by_bisection_agrees_with_the_closed_form():
    scanned = eq.break_even(_family(Toy(affine=False)), UP, ["t"])[0]
    exact = eq.break_even(_family(Toy()), UP, ["t"])[0]
    assert (scanned.method, exact.method) == ("bisection", "closed form")
    assert not scanned.complete and exact.complete and exact.value == 1
    assert scanned.bracket.lower <= exact.value <= scanned.bracket.upper


PD = eq.NormalFormGame.bimatrix(
    [[3, 0], [5, 1]], [[3, 5], [0, 1]], players=["A", "B"], actions=[["c", "d"]] * 2
)
BOS = eq.NormalFormGame.bimatrix(
    [[2, 0], [0, 1]], [[1, 0], [0, 2]], players=["A", "B"], actions=[["x", "y"]] * 2
)
TIE = eq.NormalFormGame.bimatrix(
    [[1, 0], [1, 3]], [[1, 1], [0, 0]], players=["A", "B"], actions=[["x", "y"]] * 2
)


SPITE = eq.NormalFormGame.bimatrix(
    [[2, 0], [1, 1]], [[1, 1], [0, 0]], players=["A", "B"], actions=[["x", "y"]] * 2
)


@pytest.mark.parametrize(
    ("game", "statement", "truth"),
    [
        (PD, eq.dominant("A", "d"), True),
        (PD, eq.dominant("A", "c"), False),
        (TIE, eq.dominant("A", "y"), False),
        (TIE, eq.dominant("A", "y", strictly=False), True),
        (PD, eq.is_equilibrium({"A": "d", "B": "d"}), True),
        (PD, eq.is_equilibrium({"A": "c", "B": "c"}), False),
        (BOS, eq.played_in_equilibrium("A", "x"), True),
        (PD, eq.played_in_equilibrium("A", "c"), False),
        (BOS, eq.best_reply("A", "y"), True),
        (BOS, eq.best_reply("A", "y", to={"B": "x"}), False),
        (PD, eq.best_reply("A", "c"), False),
        (BOS, eq.chosen_when_first("A", "x"), True),
        (BOS, eq.chosen_when_first("A", "y"), False),
        (BOS, eq.chosen_when_first("B", "y"), True),
        # After x, B is indifferent and picks what is worst for A: 0, not 2; after y, A gets 1.
        (SPITE, eq.chosen_when_first("A", "x"), False),
        (SPITE, eq.chosen_when_first("A", "y"), True),
    ],
)
def test_statements(game, statement, truth):
    assert statement.holds(game) is truth
    assert statement.describe()


def test_statements_depend_only_on_their_comparisons():
    """Any payoffs that keep the order of the listed pairs keep the truth: try monotone changes."""
    for statement in (
        eq.dominant("A", "x"),
        eq.played_in_equilibrium("A", "x"),
        eq.chosen_when_first("A", "x"),
        eq.is_equilibrium({"A": "x", "B": "x"}),
        eq.best_reply("A", "x"),
    ):
        for game in (BOS, TIE):
            cubed = eq.NormalFormGame(
                [p**3 for p in game.exact_payoffs()], game.players, game.actions
            )
            assert statement.holds(game) == statement.holds(cubed)
            assert all(
                0 <= i < 2 and len(here) == len(there) == 2
                for i, here, there in statement.comparisons(game)
            )


def test_statements_name_what_is_missing():
    with pytest.raises(eq.GameError, match="no action of B"):
        eq.is_equilibrium({"A": "x"}).holds(BOS)
    with pytest.raises(eq.GameError, match="no action of B"):
        eq.best_reply("A", "x", to={}).holds(BOS)
    with pytest.raises(eq.GameError, match="the actions are 'x', 'y'"):
        eq.dominant("A", "z").holds(BOS)


def test_parameters_refuse_all_that_is_wrong_at_once():
    with pytest.raises(eq.GameError) as caught:
        Parameter("p", 3, 0, 2, "", "guessed")
    text = str(caught.value)
    assert "outside its range [0, 2]" in text and "'guessed'" in text and "p.unit" in text
    with pytest.raises(eq.GameError, match=r"p\.source: missing.*p\.known_at: missing"):
        Parameter("p", 1, 0, 2, "share", "sourced")
    assert Parameter("p", "0.1", 0, "1/3", "share", "assumed").default == F(1, 10)


def test_a_family_is_a_value():
    s = family()
    again = pickle.loads(pickle.dumps(s))
    assert again.game() == s.game()
    assert s.game(model_share=0.25) == s.game(model_share="1/4")
    assert s.game() is s.game()  # remembered, for games are immutable
    variant = s.variant("llama_3_1_405b")
    assert variant.values()["elo_open"] == 1266 and variant.game() != s.game()
    with pytest.raises(eq.GameError, match="there are llama_3_1_405b"):
        s.variant("gpt")


def tempted(t, punish):
    """A dilemma: defecting pays t against 3, and `punish` for ever after."""
    return [[3, 0 * t], [t, punish]], [[3, t], [0 * t, punish]]


def test_thresholds_of_sustained_profiles():
    s = eq.Family.from_function(
        tempted,
        [parameter("t", 4, F(7, 2), 9), parameter("punish", 1, F(1, 2), F(5, 2))],
        exact=True,
        affine=["t", "punish"],
    )
    both = {"Player 1": "a1", "Player 2": "a1"}
    # Grim: sustained iff (t - 3) / (t - punish) <= discount.
    grim = eq.sustainable(both, "1/2", punishment="grim")
    found = eq.thresholds(s, "t", grim, scan=8)
    [bracket] = found
    assert (bracket.before, bracket.after) == (True, False) and not found.complete
    assert found.method == "bisection" and bracket.lower <= 5 <= bracket.upper
    assert bracket.upper - bracket.lower < F(1, 10**5)
    # Both ends, against the critical discount factor itself.
    for value, sustained in ((bracket.lower, True), (bracket.upper, False)):
        exact = eq.critical_discount(s.game(t=value), sustain=both, punishment="grim").value
        assert (exact <= F(1, 2)) is sustained
    [low] = eq.thresholds(s, "punish", grim, t=4, scan=8)
    assert low.lower <= 2 <= low.upper and (low.before, low.after) == (True, False)
    [today] = eq.break_even(s, grim, ["t"])
    assert today.method == "bisection" and abs(today.value - 5) < F(1, 1000)
    optimal = eq.sustainable(both, "1/2")
    assert optimal.holds(s.game()) is True and optimal.holds(s.game(t=9)) is False


def test_sustained_profiles_are_refused_where_they_make_no_sense():
    both = {"Player 1": "a1", "Player 2": "a1"}
    with pytest.raises(eq.GameError, match=r"discount=1; give a number in \[0, 1\)"):
        eq.sustainable(both, 1)
    with pytest.raises(eq.GameError, match="punishment='tit for tat'"):
        eq.sustainable(both, "1/2", punishment="tit for tat")
    s = PLANTED["pennies"][0]
    grim = eq.sustainable(both, "1/2", punishment="grim")
    assert grim.holds(s.game()) is False  # nothing to revert to
    with pytest.raises(eq.GameError, match="a3"):
        eq.sustainable({"Player 1": "a3", "Player 2": "a1"}, 0, punishment="grim").holds(s.game())
    with pytest.raises(eq.GameError, match="there is no closed form"):
        eq.thresholds(s, "p", grim, method="closed form")
    with pytest.raises(eq.GameError, match="no box can be proved"):
        eq.phase_map(s, "p", "q", statement=grim)


def test_a_scan_that_reads_payoff_balls_says_what_exact_games_say(monkeypatch):
    family = eq.Family.from_function(
        lambda p, q: ([[p * p - 2 * q], [0]], [[0], [0]]),
        [eq.Parameter(n, 1, 0, 4, "utils", "assumed") for n in ("p", "q")],
        exact=True,
        enclose=True,
    )
    asked = eq.best_reply("Player 1", "a1")
    found = eq.break_even(family, asked)
    assert {b.parameter: round(float(b.value), 4) for b in found} == {"p": 1.4142, "q": 0.5}
    for b in found:
        for end, said in ((b.bracket.lower, b.bracket.before), (b.bracket.upper, b.bracket.after)):
            assert asked.holds(family.game(**{b.parameter: end})) is said
    scan = importlib.import_module("equilibria.decisions.break_even")
    monkeypatch.setattr(scan, "_scanned", lambda *_: {})
    assert eq.break_even(family, asked) == found
