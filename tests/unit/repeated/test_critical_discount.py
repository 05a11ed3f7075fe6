"""Critical discount factors: known values, both ends proved, order of punishments, refusals."""

import pickle
from fractions import Fraction
from itertools import product

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import assume, given

import equilibria as eq
from equilibria.repeated.critical_answer import between
from equilibria.repeated.simple_profiles import SimpleProfile, State
from reference.repeated import ABREU, CRITICAL, DILEMMA_FORMULAS, DILEMMA_MINMAX, DILEMMAS
from support.strategies import bimatrix_games, games

PENNIES = eq.NormalFormGame.bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])


def symmetric(A):
    return eq.NormalFormGame.bimatrix(
        A, [list(column) for column in zip(*A)], players=["Ann", "Bob"]
    )


@st.composite
def questions(draw, stages):
    stage = draw(stages)
    return stage, tuple(draw(st.integers(0, k - 1)) for k in stage.shape)


@st.composite
def symmetric_games(draw, most=4):
    k = draw(st.integers(1, most))
    entry = st.integers(-9, 9)
    return symmetric([[draw(entry) for _ in range(k)] for _ in range(k)])


def has_pure_equilibrium(stage):
    return len(eq.pure_equilibria(stage)) > 0


@pytest.mark.parametrize(("source", "A", "place", "punishment", "value"), CRITICAL)
def test_published_values(source, A, place, punishment, value):
    stage = symmetric(A)
    found = eq.critical_discount(stage, sustain=place, punishment=punishment)
    assert found.value == Fraction(value), source
    assert found.status == "exact" and found.binding == ("Ann", "Bob")
    assert eq.check(found.certificate(), stage)


@pytest.mark.parametrize("payoffs", DILEMMAS)
def test_formulas_of_the_dilemma(payoffs):
    T, R, P, S = map(Fraction, payoffs)
    stage = symmetric([[R, S], [T, P]])
    known = {name: formula(T, R, P, S) for name, formula in DILEMMA_FORMULAS.items()}
    for punishment in ("grim", "optimal"):
        found = eq.critical_discount(stage, sustain=[0, 0], punishment=punishment)
        assert found.value == known[punishment]

    def states(*moves):
        return tuple(State("", play, ((then, Fraction(1)),)) for play, then in moves)

    alternation = SimpleProfile(stage, states(((0, 1), 1), ((1, 0), 0), ((1, 1), 2)), (2, 2))
    penance = SimpleProfile(stage, states(((0, 0), 0), ((0, 1), 0), ((1, 0), 0)), (1, 2))
    for name, strategies in (("alternation", alternation), ("penance", penance)):
        edge = known[name]
        for d in (edge - Fraction(1, 10**6), edge, (1 + edge) / 2):
            assert d >= 1 or strategies.is_equilibrium(d) == (d >= edge)
    edge, whole = known["all that is feasible"], eq.individually_rational(stage).vertices
    for d in (edge - Fraction(1, 10**6), edge, (1 + edge) / 2):
        answer = eq.payoff_set(eq.RepeatedGame(stage, d))
        assert (set(answer.inner) == set(whole)) == (d >= edge)
        assert (set(answer.outer) == set(whole)) == (d >= edge)


@pytest.mark.parametrize("payoffs", DILEMMAS)
def test_tit_for_tat_is_subgame_perfect_at_one_discount_factor_or_none(payoffs):
    T, R, P, S = map(Fraction, payoffs)
    stage = symmetric([[R, S], [T, P]])
    edges = DILEMMA_FORMULAS["tit-for-tat"](T, R, P, S)
    plays = ((0, 0), (0, 1), (1, 0), (1, 1))  # each does next what the other does now

    def then(*play):
        return ((plays.index((play[1], play[0])), Fraction(1)),)

    for d in sorted(
        e + shift for e in edges for shift in (-Fraction(1, 1000), 0, Fraction(1, 1000))
    ):
        out, back = (S + d * T) / (1 + d), (T + d * S) / (1 + d)
        automaton = eq.Automaton(
            eq.RepeatedGame(stage, d),
            ((0, Fraction(1)),),
            plays,
            tuple(then(*play) for play in plays),
            tuple((then(1 - a, b), then(a, 1 - b)) for a, b in plays),
            ((R, R), (out, back), (back, out), (P, P)),
        )
        verdict = eq.check(automaton.certificate(), stage)
        assert bool(verdict) == (edges == {d}), verdict
        assert verdict or "gains by playing" in verdict.reason


def test_the_dilemma_holds_nobody_below_its_minmax():
    stage = symmetric([[9, 1], [10, 3]])
    assert tuple(eq.minmax(stage, i, kind="pure").value for i in (0, 1)) == DILEMMA_MINMAX
    threats = eq.payoff_set(eq.RepeatedGame(stage, "9/10")).threats
    assert threats.inner == threats.outer == DILEMMA_MINMAX


@given(questions(games(players=3)))
def test_optimal_brackets_are_proved_at_both_ends(question):
    stage, place = question
    found = eq.critical_discount(stage, sustain=place, width=1)
    lower, upper = found.bracket
    assert 0 <= lower <= upper <= 1
    assert eq.check(found.certificate(), stage), eq.check(found.certificate(), stage).reason
    assert (found.status == "always") == eq.NormalFormGame.profile(stage, place).is_equilibrium
    if upper < 1:
        assert found.strategy.is_equilibrium(upper)
        assert found.strategy.states[0].play == place
    for gain, (least, most) in zip(stage.profile(place).exact_regrets, found.ends):
        assert 0 <= least <= most <= upper
        assert gain or most == 0
    assert all(found.by_player[player][1] == upper for player in found.binding)
    assert bool(found.binding) == (found.status != "always")
    assert max(least for least, _ in found.by_player.values()) <= lower


@given(questions(bimatrix_games()))
def test_optimal_is_no_worse_than_grim(question):
    stage, place = question
    assume(has_pure_equilibrium(stage))
    best = eq.critical_discount(stage, sustain=place, width=1)
    grim = eq.critical_discount(stage, sustain=place, punishment="grim")
    assert best.bracket[1] <= grim.value
    for player, (_, most) in best.by_player.items():
        assert most <= grim.by_player[player][1]
    assert eq.check(grim.certificate(), stage)


@given(symmetric_games(), st.data())
def test_symmetric_is_no_better_than_optimal(stage, data):
    k = data.draw(st.integers(0, stage.shape[0] - 1))
    best = eq.critical_discount(stage, sustain=(k, k), width=1)
    same = eq.critical_discount(stage, sustain=(k, k), punishment="symmetric")
    assert best.bracket[1] <= same.value
    assert eq.check(same.certificate(), stage)
    if same.value < 1:
        assert same.strategy.is_equilibrium(same.value)


def strongly_symmetric(stage, d):
    """Threat, payoffs and best deviations of strongly symmetric equilibria, from above."""
    table, count = stage.exact_payoffs()[0], stage.shape[0]
    pay = [table[(k,) * stage.num_players] for k in range(count)]
    rest = stage.num_players - 1
    best = [max(table[(a, *(k,) * rest)] for a in range(count)) for k in range(count)]
    usable = list(range(count))
    while usable:
        low, high = min(best[k] for k in usable), max(pay[k] for k in usable)
        kept = [k for k in usable if (1 - d) * (best[k] - pay[k]) <= d * (high - low)]
        if kept == usable:
            return low, pay, best
        usable = kept
    return None


@given(symmetric_games(), st.data())
def test_symmetric_holds_from_its_value_on_and_not_below(stage, data):
    k = data.draw(st.integers(0, stage.shape[0] - 1))
    value = eq.critical_discount(stage, sustain=(k, k), punishment="symmetric").value
    tried = [Fraction(j, 24) for j in range(24)] + [value, value * Fraction(999_999, 1_000_000)]
    for d in tried:
        if d < 1:
            held = strongly_symmetric(stage, d)
            if held is None:
                follows = False
            else:
                low, pay, best = held
                follows = (1 - d) * (best[k] - pay[k]) <= d * (pay[k] - low)
            # With nothing to gain the threat may be ignored, whatever it is.
            follows = follows or (best_gain(stage, k) == 0)
            assert follows == (d >= value)


def best_gain(stage, k):
    return eq.NormalFormGame.profile(stage, (k,) * stage.num_players).exact_regrets[0]


@given(questions(bimatrix_games(3)))
def test_grim_holds_from_its_value_on_and_not_below(question):
    stage, place = question
    equilibria = eq.pure_equilibria(stage)
    assume(len(equilibria))
    found = eq.critical_discount(stage, sustain=place, punishment="grim")
    at = stage.profile(place)
    for i, player in enumerate(stage.players):
        threat = min(e.profile.exact_payoffs[i] for e in equilibria)
        assert found.reversion[i].exact_payoffs[i] == threat
        gain, paid = at.exact_regrets[i], at.exact_payoffs[i]
        value = found.by_player[player][0]
        for d in (value, value * Fraction(999, 1000), Fraction(99, 100)):
            if d < 1:
                assert (not gain or (1 - d) * gain <= d * (paid - threat)) == (d >= value)


@given(questions(bimatrix_games(3)))
def test_a_mixed_equilibrium_can_only_threaten_with_more(question):
    stage, place = question
    mixed = eq.critical_discount(stage, sustain=place, punishment="grim", revert_to="mixed")
    assert eq.check(mixed.certificate(), stage)
    if has_pure_equilibrium(stage):
        pure = eq.critical_discount(stage, sustain=place, punishment="grim")
        assert mixed.value <= pure.value


@given(questions(games(players=2)), st.fractions("1/9", 9), st.fractions(-9, 9))
def test_units_do_not_matter(question, factor, shift):
    stage, place = question
    first, *rest = stage.exact_payoffs()
    moved = eq.NormalFormGame([first * factor + shift, *rest])
    before, after = (eq.critical_discount(s, sustain=place, width=1) for s in (stage, moved))
    assert before.bracket[1] == after.bracket[1]
    if has_pure_equilibrium(stage):
        values = {
            eq.critical_discount(s, sustain=place, punishment="grim").value for s in (stage, moved)
        }
        assert len(values) == 1


@given(questions(games(players=3)), st.data())
def test_names_and_order_of_players_and_actions_do_not_matter(question, data):
    stage, place = question
    n = stage.num_players
    order = data.draw(st.permutations(range(n)))
    actions = [data.draw(st.permutations(range(k))) for k in stage.shape]
    tables = stage.exact_payoffs()
    for axis, chosen in enumerate(actions):
        tables = [table.take(chosen, axis=axis) for table in tables]
    tables = [tables[i].transpose(order) for i in order]
    moved = tuple(actions[i].index(place[i]) for i in order)
    before = eq.critical_discount(stage, sustain=place, width=1)
    after = eq.critical_discount(eq.NormalFormGame(tables), sustain=moved, width=1)
    assert before.bracket == after.bracket
    ends = list(before.by_player.values())
    assert [ends[i] for i in order] == list(after.by_player.values())


def test_never_and_always_are_proved():
    for place in product(range(2), repeat=2):
        never = eq.critical_discount(PENNIES, sustain=place)
        assert never.status == "never" and never.value == 1 and never.strategy is None
        assert "no discount factor below 1" in eq.check(never.certificate(), PENNIES).reason
    dilemma = symmetric([[9, 1], [10, 3]])
    always = eq.critical_discount(dilemma, sustain={"Ann": "a2", "Bob": 1})
    assert always.status == "always" and always.bracket == (0, 0) and always.binding == ()
    assert eq.check(always.certificate(), dilemma)
    never = eq.critical_discount(dilemma, sustain=["a1", "a2"], punishment="grim")
    assert never.status == "never" and never.binding == ("Ann",)
    assert eq.check(never.certificate(), dilemma)


def test_the_binding_player_has_the_most_to_gain():
    stage = eq.NormalFormGame.bimatrix([[3, 0], [5, 1]], [[3, 4], [0, 1]], players=["Ann", "Bob"])
    found = eq.critical_discount(stage, sustain=[0, 0], punishment="grim")
    assert found.by_player == {"Ann": (Fraction(1, 2),) * 2, "Bob": (Fraction(1, 3),) * 2}
    assert found.binding == ("Ann",) and found.value == Fraction(1, 2)


def test_grim_reverts_to_the_equilibrium_that_is_named():
    stage = eq.NormalFormGame.bimatrix([[6, 2], [7, 0]], [[6, 7], [2, 0]], players=["Ann", "Bob"])
    worst = eq.critical_discount(stage, sustain=[0, 0], punishment="grim")
    assert [r.exact_payoffs for r in worst.reversion] == [(2, 7), (7, 2)]
    assert worst.value == Fraction(1, 5)
    kind = eq.critical_discount(stage, sustain=[0, 0], punishment="grim", revert_to=[0, 1])
    assert kind.by_player["Bob"] == (1, 1) and kind.status == "never"
    each = {"Ann": eq.pure_equilibria(stage)[0], "Bob": eq.pure_equilibria(stage)[1]}
    named = eq.critical_discount(stage, sustain=[0, 0], punishment="grim", revert_to=each)
    assert named.value == worst.value
    for found in (worst, kind, named):
        assert eq.check(found.certificate(), stage)
    assert "reverts after a deviation of Ann: Ann: a1; Bob: a2" in repr(worst)


def test_an_asymmetric_code_needs_less_patience_than_any_symmetric_one():
    q = [Fraction(k, 24) for k in range(25)]
    stage = symmetric([[a * (1 - a - b) for b in q] for a in q])
    best = eq.critical_discount(stage, sustain=[6, 6])
    assert best.value == Fraction(9, 56)
    assert best.strategy.values("9/56")[best.strategy.punish[0]][0] == Fraction(25, 576)
    same = eq.critical_discount(stage, sustain=[6, 6], punishment="symmetric")
    assert same.value == Fraction(9, 32)
    for found in (best, same):
        assert eq.check(found.certificate(), stage)


@pytest.mark.parametrize(
    ("stage", "options", "reason"),
    [
        (PENNIES, {"sustain": [0, 0], "punishment": "grim"}, "no pure equilibrium to revert to"),
        (PENNIES, {"sustain": [0, 0], "punishment": "symmetric"}, "needs a symmetric game"),
        (PENNIES, {"sustain": [0, 0], "punishment": "harsh"}, "punishment='harsh'"),
        (PENNIES, {"sustain": [0]}, "one action for each of the 2 players"),
        (PENNIES, {"sustain": {"Player 1": 0}}, "no action for Player 2"),
        (PENNIES, {"sustain": {"Player 1": 0, 0: 1}}, "named twice"),
        (PENNIES, {"sustain": {"Player 1": 0, "Cy": 0}}, "player 'Cy'"),
        (PENNIES, {"sustain": [0, 7]}, "action 7"),
        (
            symmetric(ABREU),
            {"sustain": [0, 1], "punishment": "symmetric"},
            "not all do the same",
        ),
        (
            symmetric(ABREU),
            {"sustain": [0, 0], "punishment": "grim", "revert_to": [0, 0]},
            "no equilibrium of the stage game",
        ),
        (
            symmetric(ABREU),
            {"sustain": [0, 0], "punishment": "grim", "revert_to": eq.nash(PENNIES)[0]},
            "of another game",
        ),
        (3, {"sustain": [0, 0]}, "not a game"),
    ],
)
def test_bad_questions_are_refused(stage, options, reason):
    with pytest.raises(eq.GameError, match=reason):
        eq.critical_discount(stage, **options)


def test_answers_are_frozen_picklable_and_shown():
    found = eq.critical_discount(symmetric(ABREU), sustain=[0, 0])
    with pytest.raises(AttributeError):
        found.bracket = (0, 0)
    again = pickle.loads(pickle.dumps(found))
    assert again.bracket == found.bracket and repr(again) == repr(found)
    assert "punish Ann" in repr(found.strategy)
    assert found.claim is eq.Claim.BRACKET


def without_closed_form(count, seed):
    """Questions that closed forms leave open, with their bracket."""
    rng = np.random.default_rng(seed)
    for _ in range(1000):
        shape = rng.integers(2, 4, 2)
        A, B = rng.integers(-9, 10, (2, *shape))
        stage = eq.NormalFormGame.bimatrix(A, B)
        for place in product(*map(range, stage.shape)):
            plain = eq.critical_discount(stage, sustain=place, width=1)
            if plain.value is None:
                yield stage, plain
                count -= 1
                if not count:
                    return


def test_payoff_sets_close_the_bracket_and_both_ends_are_proved():
    for stage, plain in without_closed_form(12, 7):
        found = eq.critical_discount(stage, sustain=plain.sustain)
        lower, upper = found.bracket
        assert plain.bracket[0] <= lower <= upper <= plain.bracket[1]
        verdict = eq.check(found.certificate(), stage)
        assert verdict, verdict.reason
        assert upper - lower <= Fraction(1, 10**6)
        assert found.below is not None or lower == plain.bracket[0]
        if upper < 1:
            assert found.strategy.is_equilibrium(upper)
        for player, (least, most) in found.by_player.items():
            assert plain.by_player[player][0] <= least <= most <= plain.by_player[player][1]


def test_brackets_are_told_apart_however_narrow():
    near = Fraction(21, 25)
    assert between(near, near) == "21/25"
    assert between(near, Fraction(6, 7)) == "21/25 to 6/7"
    assert (
        between(near - Fraction(1, 10**9), near + Fraction(1, 10**8)) == "0.84 less at most 1e-08"
    )


def test_a_spent_budget_keeps_a_proved_bracket():
    [(stage, plain)] = without_closed_form(1, 7)
    spend = {"sustain": plain.sustain, "budget": eq.Budget(steps=2)}
    with pytest.raises(eq.BudgetExceeded, match="the bracket is still") as error:
        eq.critical_discount(stage, **spend)
    kept = error.value.partial
    assert eq.check(kept.certificate(), stage)
    assert eq.critical_discount(stage, **spend, partial=True).bracket == kept.bracket


def test_a_chain_of_sets_at_another_discount_factor_proves_nothing():
    for stage, plain in without_closed_form(12, 7):
        found = eq.critical_discount(stage, sustain=plain.sustain)
        if found.lower == "payoff set":
            data = dict(found.certificate().data)
            higher = [found.bracket[1].numerator, found.bracket[1].denominator]
            assert "at the lower end" in eq.check({**data, "lower": higher}, stage).reason
            assert "at the lower end" in eq.check({**data, "discounts": [0, 0]}, stage).reason
            both = {**data, "lower": higher, "discounts": [higher] * 2}
            assert eq.check(both, stage).outcome is eq.Outcome.REFUTED
            missing = {k: v for k, v in data.items() if k != "outer"}
            assert eq.check(missing, stage).outcome is eq.Outcome.REFUTED
            return
    raise AssertionError("no such question")


@given(questions(bimatrix_games(3)), st.integers(1, 50))
def test_payoff_sets_agree_with_both_ends(question, part):
    """Threats of payoff sets come from another method: below nothing sustains, above something."""
    stage, place = question
    found = eq.critical_discount(stage, sustain=place, width=1)
    at = stage.profile(place)
    gains, paid = at.exact_regrets, at.exact_payoffs

    def follow(threats, d):
        return threats is not None and all(
            not gain or (1 - d) * gain <= d * (u - v) for gain, u, v in zip(gains, paid, threats)
        )

    lower, upper = found.bracket
    below = min(lower, Fraction(99, 100)) * Fraction(part, 51)
    above = upper + (1 - upper) * Fraction(part, 200)
    for d in {d for d in (below, upper, above) if d < Fraction(999, 1000)}:
        budget = eq.Budget(steps=60)
        held = eq.payoff_set(eq.RepeatedGame(stage, d), budget=budget, partial=True).threats
        if d < lower:
            assert not follow(held.inner, d)
        if d >= upper:
            assert follow(held.outer, d)


@given(st.fractions("1/20", 5), st.fractions("1/20", 5))
def test_the_prisoners_dilemma_cooperates_from_its_temptation_on(g, l):  # noqa: E741
    """CC pays 1, DC 1 + g and -l, DD 0: cooperation from g / (1 + g), whatever the punishment."""
    stage = symmetric([[1, -l], [1 + g, 0]])
    for punishment in ("optimal", "grim", "symmetric"):
        found = eq.critical_discount(stage, sustain=[0, 0], punishment=punishment)
        assert found.value == g / (1 + g) and found.binding == ("Ann", "Bob")
    for place in ((0, 1), (1, 0)):
        assert eq.critical_discount(stage, sustain=place).status == "never"
    assert eq.critical_discount(stage, sustain=(1, 1)).status == "always"
