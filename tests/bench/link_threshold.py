"""Write docs/linking.svg: how many quotes are linked, and how many of the links are right, at each threshold.

    python tests/bench/link_threshold.py

Takes the conversations of tests/quotes, whose answers are known; the threshold in use is drawn, and was read off this picture.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from archiver.quotes.find import THRESHOLD
from tests.quotes.conversation import conversation
from tests.quotes.judged import Judged, judge

PICTURE = Path(__file__).resolve().parents[2] / "docs" / "linking.svg"
WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 720, 380, 64, 28, 64
STEPS = [step / 100 for step in range(20, 101, 2)]
LINES = (
    ("#1b6ca8", "links that are right (precision)"),
    ("#b3541e", "quotes of held posts that are linked (recall)"),
    ("#4a7c3a", "quotes of nothing that stay unlinked"),
)
LOWEST = 0.8


def main() -> None:
    """Judge, draw, print."""
    sizes = {10: 60, 100: 15, 1_000: 2}
    talks = [conversation(posts, seed=seed) for posts, times in sizes.items() for seed in range(times)]
    judged = [one for talk in talks for one in judge(talk, threshold=0.0)]
    figures = [_at(judged, threshold) for threshold in STEPS]
    PICTURE.write_text(_picture(figures), encoding="utf-8")
    for threshold, shares in zip(STEPS, figures, strict=True):
        sys.stdout.write(f"{threshold:.2f}  " + "  ".join(f"{share:.4f}" for share in shares) + "\n")


def _at(judged: list[Judged], threshold: float) -> tuple[float, float, float]:
    held = [one for one in judged if one.quote.source is not None]
    nothing = [one for one in judged if one.quote.source is None]
    linked = [one for one in judged if one.found is not None and one.found.score >= threshold]
    right = [one for one in linked if one.right]
    silent = sum(one.found is None or one.found.score < threshold for one in nothing)
    return len(right) / max(1, len(linked)), len(right) / len(held), silent / len(nothing)


def _picture(figures: list[tuple[float, float, float]]) -> str:
    def across(threshold: float) -> float:
        return LEFT + (threshold - STEPS[0]) / (STEPS[-1] - STEPS[0]) * (WIDTH - LEFT - 24)

    def up(share: float) -> float:
        return TOP + (1 - max(share, LOWEST)) / (1 - LOWEST) * (HEIGHT - TOP - BOTTOM)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="13">',
        f"<title>Linking quotes: shares against the threshold, which is {THRESHOLD}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
    ]
    for tenth in range(6):
        share = LOWEST + tenth * (1 - LOWEST) / 5
        parts.append(f'<line x1="{LEFT}" x2="{WIDTH - 24}" y1="{up(share):.1f}" y2="{up(share):.1f}" stroke="#ddd"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{up(share) + 4:.1f}" text-anchor="end" fill="#333">{share * 100:.0f} %</text>')
    for tenth in range(2, 11, 2):
        place = across(tenth / 10)
        parts.append(f'<text x="{place:.1f}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle" fill="#333">{tenth / 10:.1f}</text>')
    chosen = across(THRESHOLD)
    parts.append(
        f'<line x1="{chosen:.1f}" x2="{chosen:.1f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}" stroke="#888" stroke-dasharray="4 4"/>'
        f'<text x="{chosen + 6:.1f}" y="{HEIGHT - BOTTOM - 8}" fill="#333">threshold {THRESHOLD}</text>'
    )
    for number, (colour, name) in enumerate(LINES):
        points = " ".join(f"{across(step):.1f},{up(shares[number]):.1f}" for step, shares in zip(STEPS, figures, strict=True))
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        place = LEFT + (0, 200, 478)[number] - 40
        parts.append(f'<rect x="{place}" y="{HEIGHT - 26}" width="12" height="12" fill="{colour}"/>')
        parts.append(f'<text x="{place + 18}" y="{HEIGHT - 15}" font-size="11" fill="#333">{name}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


if __name__ == "__main__":
    main()
