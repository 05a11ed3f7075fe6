"""Integer pivoting on a best-response polytope, made simple by a lexicographic perturbation.

The polytope is ``{z >= 0 : sum_i z_i C[i][j] <= 1 + e**(j+1) for every j}`` with positive integer
`C` and an infinitely small ``e > 0``: every basis is one vertex, every edge has two ends, and the
ratio test never ties. Rows hold integers over one common denominator (Edmonds 1967, Bareiss 1968;
for games see von Stengel 2002, section 2), so nothing is ever rounded and every division is even.
"""

from __future__ import annotations

from collections.abc import Sequence


class Tableau:
    """One basis: which labels are tight, and the basic variables in terms of the others.

    Attributes
    ----------
    columns : list of int
        Label of each nonbasic (tight) variable.
    basic : list of int
        Label of each basic variable.
    rows : list of list of int
        ``rows[r][c] / denominator``: coefficient of nonbasic `c` in the equation of basic `r`;
        the last entry is its value at the vertex.
    denominator : int
        Positive; the determinant of the basis up to its sign.
    mask : int
        The tight labels as bits.
    """

    __slots__ = ("basic", "columns", "denominator", "mask", "perturbed", "rows")

    def __init__(
        self,
        columns: list[int],
        basic: list[int],
        rows: list[list[int]],
        denominator: int,
        perturbed: Sequence[int],
    ) -> None:
        self.columns = columns
        self.basic = basic
        self.rows = rows
        self.denominator = denominator
        self.perturbed = perturbed
        self.mask = sum(1 << label for label in columns)

    @classmethod
    def at_zero(
        cls,
        C: Sequence[Sequence[int]],
        variables: Sequence[int],
        constraints: Sequence[int],
    ) -> Tableau:
        """The vertex zero: every variable tight, every slack basic.

        Parameters
        ----------
        C : sequence of rows, one per variable, one column per constraint
        variables, constraints : labels of the rows and the columns of `C`
        """
        rows = [[*column, 1] for column in zip(*C, strict=True)]
        return cls(list(variables), list(constraints), rows, 1, constraints)

    def leaving(self, column: int) -> int:
        """The row whose variable leaves when a column enters: lexicographic ratio test."""
        best, winner = -1, self.rows[0]
        for r, row in enumerate(self.rows):
            if row[column] <= 0:
                continue
            if best < 0:
                best, winner = r, row
                continue
            difference = row[-1] * winner[column] - winner[-1] * row[column]
            if difference < 0 or (difference == 0 and self._precedes(r, best, column)):
                best, winner = r, row
        return best

    def _precedes(self, r: int, s: int, column: int) -> bool:
        """Break a tie of ratios by the coefficients of the perturbations, in their order."""
        row, other = self.rows[r], self.rows[s]
        for label in self.perturbed:
            if label in self.columns:
                c = self.columns.index(label)
                mine, its = row[c], other[c]
            else:  # a basic slack: its column is a unit vector
                mine = self.denominator if self.basic[r] == label else 0
                its = self.denominator if self.basic[s] == label else 0
            difference = mine * other[column] - its * row[column]
            if difference:
                return difference < 0
        raise AssertionError("two rows of a basis are proportional")  # its inverse has full rank

    def neighbour(self, column: int, leaving: int) -> int:
        """The mask of the basis at the other end of the edge."""
        return self.mask ^ 1 << self.columns[column] ^ 1 << self.basic[leaving]

    def pivot(self, column: int, leaving: int) -> Tableau:
        """Exchange two variables; the tableau itself is left as it is."""
        top = self.rows[leaving]
        entry, old = top[column], self.denominator
        rows = []
        for r, row in enumerate(self.rows):
            if r == leaving:
                new = top.copy()
                new[column] = old
            else:
                factor = row[column]
                if factor and old == 1:
                    new = [v * entry - factor * w for v, w in zip(row, top, strict=True)]
                elif factor:
                    new = [(v * entry - factor * w) // old for v, w in zip(row, top, strict=True)]
                else:
                    new = [v * entry // old for v in row]
                new[column] = -factor
            rows.append(new)
        columns, basic = self.columns.copy(), self.basic.copy()
        columns[column], basic[leaving] = basic[leaving], columns[column]
        return Tableau(columns, basic, rows, entry, self.perturbed)

    def true_labels(self) -> int:
        """Labels tight at the vertex itself, without the perturbation: more if it is degenerate."""
        zeros = (
            1 << label for label, row in zip(self.basic, self.rows, strict=True) if not row[-1]
        )
        return self.mask | sum(zeros)

    def is_feasible(self) -> bool:
        """Whether every basic variable is positive under the perturbation."""
        return all(
            row[-1] > 0 or (row[-1] == 0 and self._rises(r)) for r, row in enumerate(self.rows)
        )

    def _rises(self, r: int) -> bool:
        """Whether a variable that is zero becomes positive under the perturbation."""
        row = self.rows[r]
        for label in self.perturbed:
            if label == self.basic[r]:
                return True
            if label in self.columns and row[self.columns.index(label)]:
                return row[self.columns.index(label)] > 0
        return False

    def values(self) -> dict[int, int]:
        """Label and value, times the denominator, of the basic variables that are not zero."""
        return {label: row[-1] for label, row in zip(self.basic, self.rows, strict=True) if row[-1]}
