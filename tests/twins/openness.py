"""Layer A again, in floats and straight from the text of the model, for one scenario's names."""

from __future__ import annotations

from math import log

#: The text rounds ln(10)/400 once.
K = 5756463e-9
assert abs(K - log(10) / 400) < 1e-9

RIVALS = ("openai", "google", "anthropic")
VENDORS = (*RIVALS, "startups")


def payoffs(p: dict, opener: str, rival: str) -> tuple[float, float]:
    """Payoffs of the opener and of OpenAI at one profile; `p` holds floats by parameter name."""
    revenue = p["model_share"] * p["pool"]
    staying = market(p, opener, rival, True)
    here = staying
    if revenue * staying["profit"]["startups"] < p["startup_fixed_cost"]:
        here = market(p, opener, rival, False)
    reference = market(p, "internal", "hold", True)["price"]
    fall = (reference - here["price"]) / (reference - p["host_price"])
    ours = (1 - p["model_share"]) * p["core_effect"] * p["core_profit"] * fall
    ours -= p["rivals_weight"] * revenue * sum(here["profit"][j] for j in RIVALS)
    if opener == "open":
        ours += p["efficiency_realised"] * p["efficiency_gain"] * p["spend"]
        ours += p["licence_revenue"] - p["release_cost"] + p["principle"]
        ours -= p["self_commoditising"] * revenue
    if opener == "api":
        ours += revenue * here["profit"]["api"] - p["api_cost"]
    if rival == "enter":
        ours -= p["attack_share"] * p["core_profit"]
    theirs = revenue * here["profit"]["openai"] - p["rival_fixed_cost"]
    if rival in ("frontier", "both"):
        theirs -= p["frontier_cost"]
    if rival in ("specialise", "both"):
        theirs -= p["specialise_cost"]
    elo = {j: p[f"elo_{j}"] for j in RIVALS} | {"opener": p["elo_open"]}
    if rival in ("frontier", "both"):
        elo["openai"] += p["frontier_elo"]
    if elo["openai"] == max(elo.values()):
        ties = sum(v == elo["openai"] for v in elo.values())
        theirs += p["belief_openai"] * p["lead_value"] / ties
    if rival == "enter":
        theirs += p["entry_gain"]
    return ours, theirs


def market(p: dict, opener: str, rival: str, startups_in: bool) -> dict:
    """Profits per dollar of closed-world access revenue, and the mean net price."""

    def v(elo: float) -> float:
        return p["elo_slope"] * K * elo / p["price_sensitivity"]

    segments = {"cost_led": p["cost_led_share"], "assurance_led": 1 - p["cost_led_share"]}
    volume = {(j, s): p[f"share_{j}_{s}"] * size for j in VENDORS for s, size in segments.items()}
    cost = {j: p[f"cost_share_{j}"] * p[f"price_{j}"] for j in VENDORS}
    observed = {j: p[f"price_{j}"] - cost[j] for j in VENDORS}
    quality = {j: v(p[f"elo_{j}"]) for j in VENDORS}
    used = {j: sum(volume[j, s] for s in segments) for j in VENDORS}
    everything = sum(used.values())
    cost["api"], quality["api"] = p["host_price"], v(p["elo_open"])
    observed["api"] = (
        sum(used[j] * observed[j] for j in VENDORS) / everything
        + quality["api"]
        - sum(used[j] * quality[j] for j in VENDORS) / everything
    )
    scale = 1 / sum(p[f"price_{j}"] * used[j] for j in VENDORS)

    goods = []
    if opener == "open":
        goods.append((p["host_price"], quality["api"]))
    if rival == "open":
        goods.append((cost["openai"], quality["openai"]))
    best = max(goods, key=lambda good: good[1] - good[0]) if goods else None

    n = p["vendors"] + (opener == "api") - (not startups_in) - (rival == "open")
    n = max(n, 1)
    profit = dict.fromkeys((*VENDORS, "api"), 0.0)
    spent = tokens = 0.0
    for s in segments:
        q = {j: volume[j, s] for j in VENDORS}
        if opener == "api":
            share = 1 / (p["vendors"] + 1)
            total = sum(q.values())
            q = {j: amount * (1 - share) for j, amount in q.items()} | {"api": total * share}
        to_open = 0.0
        if not startups_in:
            gone = q.pop("startups")
            if best:
                to_open += gone
            else:
                left = sum(q.values())
                q = {j: amount * (1 + gone / left) for j, amount in q.items()}
        if rival == "open":
            to_open += q.pop("openai")
        for j, amount in q.items():
            better = 0.0
            if j == "openai" and rival in ("frontier", "both"):
                better += p["elo_slope"] * K * p["frontier_elo"] / p["price_sensitivity"]
            if j == "openai" and rival in ("specialise", "both") and s == "assurance_led":
                better += p["specialise_wedge"]
            margin = max(0.0, observed[j] * p["vendors"] / n + p["pass_through"] * better)
            if best:
                x = best[0] - cost[j] + quality[j] + better - best[1] + p[f"wedge_{s}"]
                if x < 0:
                    to_open += amount
                    continue
                margin = min(margin, max(0.0, x))
            profit[j] += margin * amount * scale
            spent += (cost[j] + margin - better) * amount
            tokens += amount
        if best:
            spent += best[0] * to_open
            tokens += to_open
    return {"profit": profit, "price": spent / tokens}
