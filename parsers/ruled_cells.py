"""Ruled lines -> the cells of tables, the same that pdfplumber makes. Pure; for PDF and OFD pages."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from pdfplumber import table as plumber

_MOST_EDGES = 400  # of a page, once those of one line are joined
_MOST_CORNERS = 3_000  # of a page: a larger grid is squared paper
_LEAST_EDGES = 4  # fewer enclose nothing
_SHORTEST = 3.0  # points, of a joined line
_SNAP = 3.0  # points within which lines are one

Cell = tuple[float, float, float, float]  # left, top, right, bottom, from the page's upper left


@dataclass(frozen=True, slots=True)
class Edge:
    """A ruled line, upright or level, in points; the origin is the page's lower left."""

    left: float
    bottom: float
    right: float
    top: float


def ruled_tables(edges: Sequence[Edge], height: float) -> list[list[Cell]]:
    """The cells of each table on a page that is `height` points high, top to bottom."""
    if len(edges) < _LEAST_EDGES:
        return []
    joined = plumber.merge_edges([_plumber_edge(edge, height) for edge in edges], _SNAP, _SNAP, _SNAP, _SNAP)
    long_enough = [
        each for each in joined if max(each["x1"] - each["x0"], each["bottom"] - each["top"]) >= _SHORTEST
    ]
    if len(long_enough) > _MOST_EDGES:
        return []
    corners = plumber.edges_to_intersections(long_enough, _SNAP, _SNAP)
    if len(corners) > _MOST_CORNERS:
        return []
    cells = list(_cells(corners))
    tables: list[list[Cell]] = plumber.cells_to_tables(cells)
    return sorted(tables, key=lambda cells: min(cell[1] for cell in cells))


def _plumber_edge(edge: Edge, height: float) -> dict[str, object]:
    return {
        "x0": edge.left,
        "x1": edge.right,
        "top": height - edge.top,
        "bottom": height - edge.bottom,
        "width": edge.right - edge.left,
        "height": edge.top - edge.bottom,
        "orientation": "h" if edge.right - edge.left > edge.top - edge.bottom else "v",
        "object_type": "line",
    }


_Corner = tuple[float, float]
_Edges = dict[str, list[dict[str, object]]]  # those that meet in a corner, "v" upright and "h" level


def _cells(corners: dict[_Corner, _Edges]) -> Iterator[Cell]:
    """Yield from each corner the smallest cell that has it at its upper left.

    As pdfplumber's intersections_to_cells, which makes its sets of edges anew for each pair that it compares.
    """
    upright = {corner: {id(edge) for edge in edges["v"]} for corner, edges in corners.items()}
    level = {corner: {id(edge) for edge in edges["h"]} for corner, edges in corners.items()}
    columns, rows = _grouped(corners, 0), _grouped(corners, 1)
    for corner in sorted(corners):
        x, y = corner
        below = [each for each in columns[x] if each[1] > y and not upright[corner].isdisjoint(upright[each])]
        right = [each for each in rows[y] if each[0] > x and not level[corner].isdisjoint(level[each])]
        for (_, bottom), (right_x, _) in product(below, right):
            far = (right_x, bottom)
            if (
                far in corners
                and not upright[far].isdisjoint(upright[right_x, y])
                and not level[far].isdisjoint(level[x, bottom])
            ):
                yield x, y, right_x, bottom
                break


def _grouped(corners: Iterable[_Corner], axis: int) -> dict[float, list[_Corner]]:
    groups: dict[float, list[_Corner]] = {}
    for corner in sorted(corners):
        groups.setdefault(corner[axis], []).append(corner)
    return groups


def rows_of(cells: Sequence[Cell]) -> Iterator[list[Cell | None]]:
    """Yield a table's cells row by row, None where one is merged into its neighbour or the one above."""
    columns = sorted({cell[0] for cell in cells})
    for top in sorted({cell[1] for cell in cells}):
        row = {cell[0]: cell for cell in cells if cell[1] == top}
        yield [row.get(left) for left in columns]


def bounds(cells: Sequence[Cell]) -> Cell:
    """The place that cells take up together."""
    lefts, tops, rights, bottoms = zip(*cells, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)
