"""An oracle in pure Python: even–odd ray casting, and lengths and areas above a line by sums.

It shares neither code nor library with what it judges. https://wrfranklin.org/Research/Short_Notes/pnpoly.html
"""

from itertools import pairwise
from math import hypot, inf


def is_inside(point, rings):
    """Count how often a ray to the east meets the closed rings: odd is inside."""
    x, y = point
    odd = False
    for ring in rings:
        for (x0, y0), (x1, y1) in pairwise([*ring, ring[0]]):
            if (y0 > y) != (y1 > y) and x < x0 + (y - y0) / (y1 - y0) * (x1 - x0):
                odd = not odd
    return odd


def measure_distance(point, line):
    """Measure from a point to the nearest segment of a line."""
    x, y = point
    nearest = inf
    for (x0, y0), (x1, y1) in pairwise(line):
        dx, dy = x1 - x0, y1 - y0
        along = ((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy or 1)
        along = min(max(along, 0), 1)
        nearest = min(nearest, hypot(x - x0 - along * dx, y - y0 - along * dy))
    return nearest


def cut_line(line, rings):
    """Cut a line at every edge of the rings: the middle of each piece and its length."""
    pieces = []
    edges = [pair for ring in rings for pair in pairwise([*ring, ring[0]])]
    for (x0, y0), (x1, y1) in pairwise(line):
        dx, dy = x1 - x0, y1 - y0
        cuts = {0.0, 1.0}
        for (ax, ay), (bx, by) in edges:
            ex, ey = bx - ax, by - ay
            turn = dx * ey - dy * ex
            if turn:
                at = ((ax - x0) * ey - (ay - y0) * ex) / turn
                on_edge = ((ax - x0) * dy - (ay - y0) * dx) / turn
                if 0 < at < 1 and 0 <= on_edge <= 1:
                    cuts.add(at)
        for start, end in pairwise(sorted(cuts)):
            middle = (start + end) / 2
            place = x0 + middle * dx, y0 + middle * dy
            pieces.append((place, (end - start) * hypot(dx, dy)))
    return pieces


def measure_box_above(box, line):
    """Measure the area of a box above a line that runs strictly east."""
    left, bottom, right, top = box
    total = 0.0
    for (x0, y0), (x1, y1) in pairwise(line):
        start, end = max(left, x0), min(right, x1)
        if start >= end:
            continue
        slope = (y1 - y0) / (x1 - x0)
        stops = {start, end}
        for level in (bottom, top):
            at = x0 + (level - y0) / slope if slope else start
            if start < at < end:
                stops.add(at)
        for a, b in pairwise(sorted(stops)):
            y = y0 + ((a + b) / 2 - x0) * slope
            total += (b - a) * (top - min(max(y, bottom), top))
    return total
