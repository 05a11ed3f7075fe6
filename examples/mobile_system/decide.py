"""Should an advertising firm open its mobile system? Another industry, the same builder.

An illustration of 2008: every value in scenario.toml is assumed. Run it::

    python examples/mobile_system/decide.py
"""

from __future__ import annotations

from pathlib import Path

import equilibria as eq
from equilibria.markets.openness.dynamics.waiting import waiting

HERE = Path(__file__).parent


def main() -> None:
    """Solve the game, and look at what would change the answer."""
    family = eq.read_scenario(HERE / "scenario.toml")
    game = family.game()
    opener, rival = game.players
    found = eq.nash(game)
    print(f"{family.title}: {family.question}")
    print(found)
    assert eq.check(found.certificate(), game)

    # The core business is why: it gains from cheap systems. Without that the answer turns.
    opens = eq.played_in_equilibrium(opener, "open")
    assert opens.holds(game)
    [effect] = eq.thresholds(family, "core_effect", opens)
    print(f"{opener} opens from a core effect of {float(effect.value):.3g} on.")
    assert not opens.holds(family.game(core_effect=0, efficiency_realised=0))
    today = family.parameters["core_effect"]
    assert today.low < effect.value < today.default

    # Whoever charges for its system is hit: its best reply is not to stand still.
    opened, closed = family.builder.outcomes(
        family.values(), ("open", "hold"), ("internal", "hold")
    )
    assert opened.profits["incumbent"] < closed.profits["incumbent"]
    lost = 1 - float(opened.profits["incumbent"] / closed.profits["incumbent"])
    print(f"{rival} loses {lost:.0%} of its licence profit if it holds.")

    # If the system itself may become the business, a release that binds for good is worth a wait.
    now, then = (
        waiting(family, binds="good"),
        waiting(family, binds="good", hazard=1, system_share=1),
    )
    print(f"value of waiting: {float(now.worth[0]):.3f}, if the system is sure to become the "
          f"business {float(then.worth[0]):.3f} USD bn over two generations.")  # fmt: skip
    assert then.worth[0] > now.worth[0]
    assert eq.check(eq.nash(family.game(model_share=1)).certificate())


if __name__ == "__main__":
    main()
