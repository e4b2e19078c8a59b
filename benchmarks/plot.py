"""A plot with two logarithmic axes as SVG text, for how time grows with documents."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape

Line = Sequence[tuple[float, float]]

WIDTH, HEIGHT = 460, 320
LEFT, RIGHT, TOP, BOTTOM = 64, 16, 36, 44
COLOURS = ("#c0392b", "#2c6fbb", "#2e8b57", "#8e5ea2", "#d08a1d", "#555555")


class Axis:
    """Maps values to pixels between two powers of ten that enclose them."""

    def __init__(self, values: Sequence[float], start: float, end: float) -> None:
        self.low = math.floor(math.log10(min(values)))
        self.high = max(self.low + 1, math.ceil(math.log10(max(values))))
        self.start, self.end = start, end

    def pixel(self, value: float) -> float:
        """Where a value lies."""
        share = (math.log10(value) - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    def ticks(self) -> list[float]:
        """The powers of ten."""
        return [10.0**power for power in range(self.low, self.high + 1)]


def label(value: float) -> str:
    """A power of ten, short."""
    if value >= 1_000:
        return f"{value / 1_000_000:g}M" if value >= 1_000_000 else f"{value / 1_000:g}k"
    return f"{value:g}"


def text(x: float, y: float, content: str, anchor: str = "middle") -> str:
    """One piece of text."""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(content)}</text>'


def grid(across: Axis, up: Axis, left: float, right: float, unit: str) -> list[str]:
    """The powers of ten as lines, with their labels."""
    parts = []
    for value in across.ticks():
        x = across.pixel(value)
        parts.append(f'<path d="M{x:.1f} {TOP}V{HEIGHT - BOTTOM}" stroke="#ddd"/>')
        parts.append(text(x, HEIGHT - BOTTOM + 18, label(value)))
    for value in up.ticks():
        y = up.pixel(value)
        parts.append(f'<path d="M{left:.1f} {y:.1f}H{right:.1f}" stroke="#ddd"/>')
        parts.append(text(left - 6, y + 4, f"{label(value)} {unit}", "end"))
    return parts


def panel(
    lines: Mapping[str, Line], title: str, unit: str, offset: float, names: Sequence[str]
) -> list[str]:
    """One plot, ``offset`` pixels from the left; colours go by the place in ``names``."""
    points = [point for line in lines.values() for point in line]
    left, right = offset + LEFT, offset + WIDTH - RIGHT
    across = Axis([x for x, _ in points], left, right)
    up = Axis([y for _, y in points], HEIGHT - BOTTOM, TOP)
    parts = [text(offset + WIDTH / 2, 20, title), *grid(across, up, left, right, unit)]
    parts.append(text((left + right) / 2, HEIGHT - 8, "documents"))
    for name, line in lines.items():
        colour = COLOURS[names.index(name) % len(COLOURS)]
        dots = [(across.pixel(x), up.pixel(y)) for x, y in sorted(line)]
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in dots)
        parts.append(f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in dots]
    return parts


def svg(panels: Sequence[tuple[str, str, Mapping[str, Line]]]) -> str:
    """The panels (title, unit, lines by name) side by side with one legend below."""
    names = list(dict.fromkeys(name for _, _, lines in panels for name in lines))
    parts: list[str] = []
    for number, (title, unit, lines) in enumerate(panels):
        if lines:
            parts += panel(lines, title, unit, number * WIDTH, names)
    for number, name in enumerate(names):
        x = LEFT + number * 120
        colour = COLOURS[number % len(COLOURS)]
        parts.append(f'<path d="M{x} {HEIGHT + 14}h18" stroke="{colour}" stroke-width="2"/>')
        parts.append(text(x + 24, HEIGHT + 18, name, "start"))
    size = f"0 0 {WIDTH * len(panels)} {HEIGHT + 32}"
    style = 'font-family="sans-serif" font-size="11" fill="#333"'
    back = '<rect width="100%" height="100%" fill="#fff"/>'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{size}" {style}>'
    return f"{head}{back}{''.join(parts)}</svg>\n"
